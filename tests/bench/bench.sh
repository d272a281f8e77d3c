#!/bin/sh
# Times amends from outside, in turn with the floor programs of ttybench, and prints each
# figure with its ratio to the floor of the same run. Run by make bench:
#   make bench BENCH_ARGS="--tickets 100000 --rounds 5"
# ttybench is taken from ../shared/tools (or $AMENDS_DATA/tools), copied into the build folder
# and built there. Where it is absent this says "skipped". tests/bench/generate, where it is
# built, makes the stores: `generate --tickets N --store HOME --floor FILE.db`. A store once made
# is used again; to have a new one, remove build/bench/store-N and floor-N.db.
set -u
build=$PWD/bench
shared=${AMENDS_DATA:-$(dirname "$0")/../../../shared}
tickets=100000 rounds=5
# amends opens the practice desk and asks who it is; 1 is the supervisor, whose list shows all.
# There j is a row, ^D a page; t starts or stops the timer, one durable act, as x changes a
# ticket in sqlist; Enter opens a complaint and ] the next one. The second 1 answers for a timer
# that an earlier round left running, and is the way to the queue where there is none.
desk="--once signed-on 1 quiet:200 --once settled 1 quiet:100 --keys row j 60 --keys page ^D 40 --keys act t 20"
desk="$desk --once opened \\r quiet:100 --keys ticket ] 30"
floor="--keys row j 60 --keys page ^F 40"

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

# measure NAME STEPS PROGRAM...: one round, appended to NAME.jsonl.
measure()
{
	name=$1 steps=$2
	shift 2
	# $steps is split on purpose: it holds options and their values, none with blanks.
	"$build/ttybench/ttybench" --name "$name" --size 120x40 --runs 3 --ready quiet:100 \
		$steps --quit q --out "$build/$name.jsonl" -- "$@" >/dev/null 2>>"$build/err" ||
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
	/"step":"once"/ {
		label = after($0, "label")
		label = substr(label, 2)
		sub(/".*/, "", label)
		print label "-ms", value($0, "last_ms", "")
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
	measure list "$floor" "$build/ttybench/floor/list" -d -e -m "$tickets"
	test ! -f "$db" || measure sqlist "$floor --keys act x 20" "$build/ttybench/floor/sqlist" "$db"
	test ! -d "$store" || AMENDS_HOME=$store measure amends "$desk" "$build/../amends" demo
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
times=$build/../tests/bench/core-times
if test -x "$times" && test -d "$store" && test -f "$db"; then
	echo
	echo "the desk's own calls, without a screen; the floor is bare SQLite on the floor's database"
	"$times" "$store" "$db"
fi
test -d "$store" || echo "amends: skipped, there is no store of $tickets tickets"
