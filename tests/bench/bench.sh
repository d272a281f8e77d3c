#!/bin/sh
# Times amends from outside, in turn with the floor programs of ttybench, and prints each
# figure with its ratio to the floor of the same run. Run by make bench:
#   make bench BENCH_ARGS="--tickets 100000 --rounds 5"
# ttybench is taken from ../shared/tools (or $AMENDS_DATA/tools), copied into the build folder
# and built there. Where it is absent this says "skipped". tests/bench/generate, where it is
# built, makes the stores: `generate --tickets N --store FOLDER --floor FILE.db`.
set -u
build=$PWD/bench
shared=${AMENDS_DATA:-$(dirname "$0")/../../../shared}
tickets=100000 rounds=5
# What is pressed in amends, after it is started on the list; sent to the floors as j and ^F.
down=j page='^D'

while test $# -gt 0; do
	case $1 in
	--tickets) tickets=$2 ;;
	--rounds) rounds=$2 ;;
	*) echo "bench: there is no option $1; there are --tickets N and --rounds N" >&2; exit 2 ;;
	esac
	shift 2
done

test -d "$shared/tools/ttybench" || {
	echo "skipped: there is no ttybench in $shared/tools"
	exit 0
}
mkdir -p "$build" || exit 2
test -d "$build/ttybench" || {
	cp -r "$shared/tools/ttybench" "$build/" && chmod -R u+w "$build/ttybench"
}
make -s -C "$build/ttybench" >"$build/make.log" 2>&1 || {
	echo "skipped: ttybench does not build (log: $build/make.log)"
	exit 0
}

# measure NAME DOWN PAGE PROGRAM...: one round, appended to NAME.jsonl.
measure()
{
	name=$1 row_key=$2 page_key=$3
	shift 3
	"$build/ttybench/ttybench" --name "$name" --size 120x40 --runs 3 --ready quiet:100 \
		--keys row "$row_key" 60 --keys page "$page_key" 40 --quit q \
		--out "$build/$name.jsonl" -- "$@" >/dev/null 2>>"$build/err" ||
		echo "bench: $1 could not be timed, see $build/err" >&2
}

# figures NAME: "figure value" a line, each the median of the rounds.
figures()
{
	test -f "$build/$1.jsonl" || return 0
	awk '
	function after(text, key) {
		if (!match(text, "\"" key "\":[{]?"))
			return ""
		return substr(text, RSTART + RLENGTH)
	}
	function value(text, key, part,   t) {
		t = after(text, key)
		if (part != "")
			t = after(t, part)
		return t + 0
	}
	/"startup"/ {
		print "start-ms", value($0, "settled_ms", "p50")
		print "anon-kb", value($0, "anon_kb", "")
		print "rss-kb", value($0, "rss_kb", "")
	}
	/"step":"keys"/ {
		label = after($0, "label")
		label = substr(label, 2)
		sub(/".*/, "", label)
		print label "-p50-us", value($0, "last_us", "p50")
		print label "-p99-us", value($0, "last_us", "p99")
		print label "-bytes", value($0, "bytes", "p50")
		print label "-writes", value($0, "reads", "p50")
	}' "$build/$1.jsonl" | sort -k1,1 -k2,2n |
		awk '$1 != was { out(); was = $1; n = 0 } { v[++n] = $2 }
		function out() { if (n) print was, v[int((n + 1) / 2)] } END { out() }'
}

rm -f "$build"/*.jsonl "$build/err"
store=$build/store-$tickets db=$build/floor-$tickets.db
generate=$build/../tests/bench/generate
if test -x "$generate" && test ! -d "$store"; then
	"$generate" --tickets "$tickets" --store "$store" --floor "$db" || exit 1
	sync
fi
round=0
while test "$round" -lt "$rounds"; do
	round=$((round + 1))
	measure list j ^F "$build/ttybench/floor/list" -d -e -m "$tickets"
	test ! -f "$db" || measure sqlist j ^F "$build/ttybench/floor/sqlist" "$db"
	test ! -d "$store" || AMENDS_HOME=$store measure amends "$down" "$page" "$build/../amends"
done

for name in list sqlist amends; do
	figures "$name" | sed "s/^/$name /"
done | awk -v n="$tickets" '
	{ v[$1, $2] = $3; if (!($2 in seen)) { seen[$2] = 1; order[++count] = $2 } }
	function cell(who, what) { return (who, what) in v ? sprintf("%.5g", v[who, what]) : "-" }
	function ratio(who, what) {
		if (!(("amends", what) in v) || v[who, what] + 0 == 0)
			return "-"
		return sprintf("%.2f", v["amends", what] / v[who, what])
	}
	END {
		printf "%d tickets, 120x40, medians\n", n
		printf "%-14s %10s %10s %10s %9s %9s\n", "figure", "list", "sqlist", "amends", "x list", "x sqlist"
		for (i = 1; i <= count; i++) {
			w = order[i]
			printf "%-14s %10s %10s %10s %9s %9s\n", w, cell("list", w), cell("sqlist", w),
				cell("amends", w), ratio("list", w), ratio("sqlist", w)
		}
	}'
test -d "$store" || echo "amends: skipped, there is no store of $tickets tickets"
