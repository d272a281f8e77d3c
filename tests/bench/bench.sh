#!/bin/sh
# Times amends, in turn with floor programs that do the least, and prints must, goal, figure and
# floor of the same run side by side. Run by make bench:
#   make bench BENCH_ARGS="--tickets 1000000 --rounds 5 --strict"
#   --tickets N[,N]  sizes of the stores; growth is against the figures of 10000, if there are any
#   --stores DIR     where the stores are kept (build/bench); a store once made is used again:
#                    DIR/store-N and DIR/floor-N.db, made by tests/bench/generate
#   --strict         exit 1 if a budget is missed; --quick leaves out what needs no terminal
# ttybench is taken from ../shared/tools (or $AMENDS_DATA/tools) and built in the build folder;
# where it is absent this says "skipped". Figures are read from its output by figures.awk, and
# held against budget.tsv by report.awk.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$PWD/bench programs=$PWD/tests/bench
shared=${AMENDS_DATA:-$here/../../../shared}
sizes=100000 rounds=5 stores=$build strict=0 quick=0
# amends opens the practice desk and asks who it is; 1 is the supervisor, whose list shows all.
# t starts or stops the timer, one durable act, as x changes a ticket in sqlist. The second 1
# answers for a timer that an earlier round left running.
keys="--keys row j 20 --keys scroll j 60"
desk="--once signed-on 1 quiet:100 --once settled 1 quiet:200 $keys"
desk="$desk --once rested k quiet:300 --once rested k quiet:300 --once rested k quiet:300"
desk="$desk --keys page ^D 20 --keys act t 60 --once find / quiet:100 --keys typed a 3 --once cleared \\e quiet:300"
desk="$desk --once opened \\r quiet:100 --keys ticket ] 30 --once back \\e quiet:300 --wait quiet:500 --idle end 1"
floor="$keys --keys page ^F 20 --wait quiet:500 --idle end 1"
# 500 keys at once until the list rests: 60 ms without a byte, so that the preview, which comes 120 ms
# after the last key, is no part of it; its bytes are counted in "rested", a key and its preview.
flood="--flood flood j 500 0"
flood_desk="--once on 1 quiet:300 --once on 1 quiet:300 $flood"
# Longer than what a rest has to do once, and than a minute: the clock's change is in it.
idle="--wait quiet:500 --idle idle 60"
idle_desk="--once on 1 quiet:300 --once on 1 quiet:300 --keys j j 5 $idle"
small="--once signed-on 1 quiet:200 --once settled 1 quiet:200 --keys row j 10 --keys page ^D 20"

while test $# -gt 0; do
	case $1 in
	--tickets) sizes=$2; shift ;;
	--rounds) rounds=$2; shift ;;
	--stores) stores=$2; shift ;;
	--strict) strict=1 ;;
	--quick) quick=1 ;;
	*) echo "bench: there is no option $1; see tests/bench/bench.sh" >&2; exit 2 ;;
	esac
	shift
done

build_ttybench()
{
	test -d "$shared/tools/ttybench" || return 1
	mkdir -p "$build" || exit 2
	test -d "$build/ttybench" || {
		cp -r "$shared/tools/ttybench" "$build/" && chmod -R u+w "$build/ttybench"
	}
	make -s -C "$build/ttybench" >"$build/make.log" 2>&1
}

# measure WHO TAIL OPTIONS STEPS PROGRAM...: one round, its figures behind those there are.
measure()
{
	who=$1 tail=$2 options=$3 steps=$4
	shift 4
	rm -f "$build/round.json"
	# Options and steps are split on purpose: none holds blanks.
	"$build/ttybench/ttybench" --name "$who" $options --ready quiet:100 $steps --quit q \
		--out "$build/round.json" -- "$@" >/dev/null 2>>"$build/err" ||
		echo "bench: $1 could not be timed, see $build/err" >&2
	awk -v who="$who" -v tail="$tail" -f "$here/figures.awk" "$build/round.json" >>"$figures"
}

cold()
{
	test -w /proc/sys/vm/drop_caches || return 0
	test ! -f "$db" || measure sqlist "" "--size 120x40 --runs 1 --cold" "" "$build/ttybench/floor/sqlist" "$db"
	AMENDS_HOME=$store measure amends "" "--size 120x40 --runs 1 --cold" "" "$build/../amends" demo
}

round()
{
	measure list "" "--size 120x40 --runs 3" "$floor" "$build/ttybench/floor/list" -d -e -m "$n"
	measure list -80 "--size 80x24 --runs 1" "--keys row j 10 --keys page ^F 20" \
		"$build/ttybench/floor/list" -d -e -m "$n"
	test ! -f "$db" || measure sqlist "" "--size 120x40 --runs 3" "$floor --keys act x 60" \
		"$build/ttybench/floor/sqlist" "$db"
	AMENDS_HOME=$store measure amends "" "--size 120x40 --runs 3" "$desk" "$build/../amends" demo
	measure list "" "--size 120x40 --runs 1 --quiet 60" "$flood" "$build/ttybench/floor/list" -d -e -m "$n"
	AMENDS_HOME=$store measure amends "" "--size 120x40 --runs 1 --quiet 60" "$flood_desk" "$build/../amends" demo
	AMENDS_HOME=$store measure amends -80 "--size 80x24 --runs 1" "$small" "$build/../amends" demo
}

# Once a store, for it takes its minute.
idle()
{
	measure list "" "--size 120x40 --runs 1" "$idle" "$build/ttybench/floor/list" -d -e -m "$n"
	AMENDS_HOME=$store measure amends "" "--size 120x40 --runs 1" "$idle_desk" "$build/../amends" demo
}

size_mb() { stat -c %s "$1" 2>/dev/null | awk '{ mb = $1 / 1048576 } END { print mb + 0 }'; }

# What needs no terminal: the desk's own calls beside bare SQLite.
calls()
{
	"$programs/search-times" "$store" >>"$figures"
	"$programs/import-times" "$store" >>"$figures"
	echo "amends wal-exit-mb $(size_mb "$store/practice/store.db-wal")" >>"$figures"
	"$programs/core-times" "$store" "$db" >"$build/core-$n"
	sed -n 's/^figure //p' "$build/core-$n" >>"$figures"
}

bench()
{
	store=$stores/store-$n db=$stores/floor-$n.db figures=$build/figures-$n
	test -d "$store" || {
		rm -rf "$store.part" # one that was not finished
		"$programs/generate" --tickets "$n" --store "$store.part" --floor "$db" &&
			mv "$store.part" "$store" && sync || exit 1
	}
	: >"$figures"
	i=0
	while test "$i" -lt "$rounds"; do
		i=$((i + 1))
		round
	done
	test "$quick" = 1 || idle
	test "$quick" = 1 || calls
	# Last, for what is measured after it would be measured cold too.
	while test "$i" -gt 0; do
		i=$((i - 1))
		cold
	done
	base=$build/figures-10000
	test -f "$base" || base=/dev/null
	awk -v n="$n" -f "$here/report.awk" "$here/budget.tsv" "$figures" "$base" || missed=1
	echo
}

build_ttybench || {
	echo "skipped: there is no ttybench in $shared/tools, or it does not build ($build/make.log)"
	exit 0
}
rm -f "$build/err"
missed=0
for n in $(echo "$sizes" | tr , ' '); do
	bench
done
test "$strict" = 0 || exit "$missed"
