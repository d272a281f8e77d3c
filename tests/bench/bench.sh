#!/bin/sh
# Times amends from outside, in turn with the floor programs of ../shared/tools/ttybench, and
# prints each figure with its ratio to the floor of the same run. Run by make bench.
#   BENCH_ARGS="--tickets N --rounds N"
# A store of N tickets is made by tests/bench/generate when it is there, and kept in the build
# folder. Says "skipped" where ttybench is absent; fails only if a program cannot be started.
set -u
build=$PWD
tools=${AMENDS_DATA:-$(dirname "$0")/../../../shared}/tools/ttybench
tickets=100000 rounds=5
while test $# -gt 1; do
	case $1 in
	--tickets) tickets=$2 ;;
	--rounds) rounds=$2 ;;
	*) echo "bench: unknown option $1; there are --tickets N and --rounds N" >&2; exit 2 ;;
	esac
	shift 2
done

test -d "$tools" || {
	echo "skipped: ttybench is not there ($tools)"
	exit 0
}
mkdir -p "$build/bench" && cp -r "$tools" "$build/bench/" && chmod -R u+w "$build/bench/ttybench" ||
	exit 2
bench=$build/bench/ttybench
make -s -C "$bench" >"$build/bench/make.log" 2>&1 || {
	echo "skipped: ttybench does not build (log: $build/bench/make.log)"
	exit 0
}

# time_start OUT PROGRAM...: appends one JSON object of a start and a quit.
time_start()
{
	out=$1
	shift
	"$bench/ttybench" --size 120x40 --runs 3 --ready quiet:100 --quit q --out "$out" -- "$@" \
		>/dev/null 2>>"$build/bench/err" || echo "bench: $1 could not be timed" >&2
}

# median_of FILE: median over rounds of startup.ready_ms.p50.
median_of()
{
	sed -n 's/.*"ready_ms": *{[^}]*"p50": *\([0-9.]*\).*/\1/p' "$1" | sort -n |
		awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : "none" }'
}

row()
{
	awk -v what="$1" -v floor="$2" -v mine="$3" 'BEGIN {
		if (floor + 0 == 0 || mine + 0 == 0)
			printf "%-28s skipped\n", what
		else
			printf "%-28s %8.2f ms %8.2f ms %8.2f\n", what, floor, mine, mine / floor
	}'
}

floor_out=$build/bench/floor-list.jsonl mine_out=$build/bench/amends.jsonl
sql_out=$build/bench/floor-sqlist.jsonl
rm -f "$floor_out" "$mine_out" "$sql_out" "$build/bench/err"
store=$build/bench/store-$tickets floor_db=$build/bench/floor-$tickets.db
test ! -x "$build/tests/bench/generate" || test -d "$store" ||
	"$build/tests/bench/generate" --tickets "$tickets" --store "$store" --floor "$floor_db"
export AMENDS_HOME="$store"
round=0
while test "$round" -lt "$rounds"; do
	round=$((round + 1))
	time_start "$floor_out" "$bench/floor/list" -d -e "$tickets"
	test ! -f "$floor_db" || time_start "$sql_out" "$bench/floor/sqlist" "$floor_db"
	test ! -d "$store" || time_start "$mine_out" "$build/amends"
done
touch "$sql_out" "$mine_out"
printf '%-28s %11s %11s %8s\n' "$tickets tickets" floor amends ratio
row "start, to floor-list" "$(median_of "$floor_out")" "$(median_of "$mine_out")"
row "start, to floor-sqlist" "$(median_of "$sql_out")" "$(median_of "$mine_out")"
test -d "$store" || echo "amends: skipped, no store of $tickets tickets (tests/bench/generate makes one)"
