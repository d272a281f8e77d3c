# The budget table beside the figures of one run: report.awk -v n=TICKETS budget.tsv figures base
# `figures` and `base` (those of 10,000 tickets, may be empty) hold "WHO FIGURE VALUE" lines, one a
# round; the median counts. Says "goal", "ok", "over", or "missing" for
# what was not measured; exits 1 if anything is over.
BEGIN { FS = "\t" }
FILENAME == ARGV[1] && /^[^#]/ {
	row[++rows] = $1
	for (i = 2; i <= 7; i++)
		cell[$1, i] = $i
	next
}
FILENAME == ARGV[1] { next }
{
	split($0, part, " ")
	key = (FILENAME == ARGV[2] ? "" : "base ") part[1] ":" part[2]
	list[key, ++count[key]] = part[3] + 0
}
function median(key,   i, j, t) {
	if (!count[key])
		return ""
	for (i = 2; i <= count[key]; i++)
		for (j = i; j > 1 && list[key, j] < list[key, j - 1]; j--) {
			t = list[key, j]
			list[key, j] = list[key, j - 1]
			list[key, j - 1] = t
		}
	return list[key, int((count[key] + 1) / 2)]
}
function growth(figure,   small, big) {
	small = median("base amends:" figure)
	big = median("amends:" figure)
	return small == "" || big == "" || small == 0 ? "" : big / small
}
function figure(name,   a, b) {
	if (name == "growth-row")
		return growth("row-p50-us")
	if (name == "growth-page")
		return growth("page-p50-us")
	if (name == "preview-bytes") {
		a = median("amends:rested-bytes")
		b = median("amends:row-bytes")
		return a == "" || b == "" ? "" : a - b
	}
	if (name == "import-ratio" || name == "import-one-search-ratio") {
		a = median("amends:import-events-s")
		b = median(name == "import-ratio" ? "bare:import-events-s" : "bare:import-one-search-events-s")
		return a == "" || b == "" || b == 0 ? "" : a / b
	}
	return median("amends:" name)
}
function holds(value, ratio, times, most) {
	if (times == "min")
		return value >= most
	return (times == "-" || ratio <= times) && (most == "-" || value <= most)
}
function limit(times, most) {
	if (times == "min")
		return ">= " most
	return (times == "-" ? "" : "x" times) (times != "-" && most != "-" ? ", " : "") (most == "-" ? "" : most)
}
function number(value) { return value == "" ? "-" : sprintf("%.4g", value) }
END {
	printf "%d tickets, 120x40 unless said, medians of the rounds; floor and amends in turn\n", n
	printf "%-32s %12s %12s %10s %10s %7s  %s\n", "what", "must", "goal", "amends", "floor", "ratio", ""
	for (r = 1; r <= rows; r++) {
		name = row[r]
		value = figure(name)
		floor = cell[name, 3] == "-" ? "" : median(cell[name, 3])
		ratio = value == "" || floor == "" || floor == 0 ? "" : value / floor
		word = value == "" ? "missing" : "no floor"
		if (value != "" && (ratio != "" || cell[name, 4] + 0 == 0)) {
			word = holds(value, ratio, cell[name, 4], cell[name, 5]) ? "ok" : "over"
			if (word == "ok" && (ratio != "" || cell[name, 6] + 0 == 0) && holds(value, ratio, cell[name, 6], cell[name, 7]))
				word = "goal"
		}
		over += word == "over"
		printf "%-32s %12s %12s %10s %10s %7s  %s\n", cell[name, 2], limit(cell[name, 4], cell[name, 5]),
			limit(cell[name, 6], cell[name, 7]), number(value), number(floor), number(ratio), word
	}
	exit over > 0
}
