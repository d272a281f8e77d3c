# Reads every C file of the tree and prints one fault a line: rule, tab, place, tab, message.
# "longest" and "figure" lines are not faults. Called by tests/lint/lint, which turns this into TAP.
# Functions are found by their shape: a brace alone in the first column opens one.

BEGIN {
	FS = "\n"
	string = "^\"([^\"\\\\]|\\\\.)*\""
	character = "^'([^'\\\\]|\\\\.)*'"
	read_allowed()
	while ((getline line <have) > 0)
		exists[line] = 1
}

# The allow-list: "rule path:function number" a line, each exactly what was measured.
function read_allowed(   line, part)
{
	while ((getline line <allow) > 0) {
		if (line ~ /^(#|$)/)
			continue
		split(line, part, " ")
		allowed[part[1], part[2]] = part[3]
	}
	close(allow)
}

function fault(rule, place, message)
{
	printf "%s\t%s\t%s\n", rule, place, message
}

# A measure over its limit, unless the allow-list has this very number.
function over(rule, key, value, limit, place, what)
{
	if (value <= limit)
		return
	if ((rule, key) in allowed) {
		used[rule, key] = 1
		if (allowed[rule, key] > value)
			fault("allow-list", allow, key " needs only " value " for " rule)
		if (allowed[rule, key] >= value)
			return
	}
	fault(rule, place, what " " value ", at most " limit)
}

# The line without comments, and with empty strings in place of strings.
function strip(s,   out, t, i)
{
	out = ""
	literals = ""
	while (1) {
		if (in_comment) {
			i = index(s, "*/")
			if (!i)
				return out
			s = substr(s, i + 2)
			in_comment = 0
		}
		if (!match(s, /["']|\/[*\/]/))
			return out s
		out = out substr(s, 1, RSTART - 1)
		t = substr(s, RSTART, 2)
		s = substr(s, RSTART)
		if (t == "//")
			return out
		if (t == "/*") {
			in_comment = 1
			s = substr(s, 3)
			continue
		}
		if (!match(s, substr(t, 1, 1) == "\"" ? string : character))
			return out
		literals = literals substr(s, 1, RLENGTH)
		out = out (substr(t, 1, 1) == "\"" ? "\"\"" : "0")
		s = substr(s, RLENGTH + 1)
	}
}

function count_parameters(text, name,   i, c, level, n, any)
{
	text = substr(text, index(text, name "(") + length(name))
	level = n = any = 0
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "(")
			level++
		else if (c == ")" && --level == 0)
			break
		else if (c == "," && level == 1)
			n++
		else if (c !~ /[ \t]/)
			any = 1
	}
	return any && text !~ /^\( *void *\)/ ? n + 1 : 0
}

# Follows the braces of a function; those of initialisers do not nest blocks.
function follow_braces(code,   i, c, before)
{
	for (i = 1; i <= length(code); i++) {
		c = substr(code, i, 1)
		if (c == "{") {
			before = i > 1 && substr(code, i - 1, 1) == ")" ? "=" : last
			braces++
			is_block[braces] = !(before ~ /[=,(]/ || (before == "{" && !is_block[braces - 1]))
			blocks += is_block[braces]
			if (blocks > deepest)
				deepest = blocks
		} else if (c == "}") {
			blocks -= is_block[braces]
			braces--
		}
		if (c !~ /[ \t]/)
			last = c
	}
}

function start_function()
{
	in_function = 1
	name = heading
	sub(/[ \t]*\(.*/, "", name)
	sub(/.*[^A-Za-z0-9_]/, "", name)
	gsub(/[ \t]+\(/, "(", heading)
	place = FILENAME ":" heading_line
	key = FILENAME ":" name
	parameters = count_parameters(heading, name)
	over("parameters", key, parameters, 5, place, name " has parameters:")
	braces = blocks = deepest = 0
	last = ""
}

function end_function(   n)
{
	in_function = 0
	n = FNR - heading_line + 1
	printf "longest\t%04d\t%s %s\n", n, place, name
	printf "figure\t%s\t%d\t%d\t%d\t%d\n", FILENAME, n, parameters, deepest - 1, is_static
	over("function-length", key, n, 80, place, name " has lines:")
	over("depth", key, deepest - 1, 3, place, name " nests blocks:")
	heading = ""
}

function watch_functions(code)
{
	if (in_function) {
		if (code ~ /^}/)
			end_function()
		else
			follow_braces(code)
		return
	}
	if (code ~ /^{[ \t]*$/ && heading != "") {
		start_function()
		follow_braces(code)
	} else if (code ~ /^[A-Za-z_].*\(/) {
		is_static = code ~ /^static / || above ~ /^static /
		heading = code
		heading_line = FNR
	} else if (heading != "" && code ~ /^[ \t]/) {
		heading = heading code
	}
	if (code ~ /[;}][ \t]*$/)
		heading = ""
	above = code
}

function may_not(pattern, message)
{
	if (code ~ pattern)
		fault("calls", FILENAME ":" FNR, message)
}

# Words that belong to one file, or to none.
function watch_calls()
{
	call = "(^|[^A-Za-z0-9_>.])"
	if (FILENAME != "tui/term.c")
		may_not(call "(initscr|newterm|endwin|doupdate|w?refresh|wnoutrefresh|w?getch|w?add(ch|str|wstr)|wget_wch|mvw?add[a-z]*|setupterm|tgetent|tputs)[ ]*\\(",
			"curses is called in tui/term.c alone")
	if (FILENAME != "tui/cells.c")
		may_not(call "wcs?width[ ]*\\(", "columns are measured in tui/cells.c alone")
	if (FILENAME != "core/text.c")
		may_not(call "utf8proc_[a-z]", "utf8proc is used in core/text.c alone")
	if (code ~ /(^|[^A-Za-z0-9_])goto / && code !~ /goto out;/)
		fault("calls", FILENAME ":" FNR, "goto leads to out: or nowhere")
	if (folder == "core") {
		if (FILENAME != "core/env.c")
			may_not(call "(g_get_real_time|g_get_monotonic_time|g_date_time_new_now[a-z_]*|clock_gettime|gettimeofday|time|getrandom|randombytes[a-z_]*|g_random_[a-z_]*|g_rand_[a-z_]*|g_uuid_string_random)[ ]*\\(",
				"time and randomness come through core/env.h")
		may_not(call "(printf|puts|putchar|perror|g_print|g_printerr|exit|_exit|quick_exit)[ ]*\\(",
			"core neither prints nor exits")
		may_not(call "curl_[a-z]+_[a-z]+[ ]*\\(", "core does not use the network")
		if (code ~ /^[ \t]*static [^(]*(;|=|\{[ \t]*$)/ && code !~ /(^|[ \t*])const([ \t]|$)/)
			fault("calls", FILENAME ":" FNR, "core has no process-wide mutable state")
	}
	if (folder == "tui") {
		may_not(call "sqlite3(_[a-z0-9_]+)?([^A-Za-z0-9_]|$)", "tui never sees SQLite")
		may_not(call "(json_t|json_(loads|loadb|load_file|dumps|pack|unpack|object|array|decref)[a-z_]*[ ]*\\()", "tui never sees JSON")
	}
}

# Includes: four blocks, and who may see what.
function watch_includes(   what, kind)
{
	if ($0 !~ /^[ \t]*#[ \t]*include/) {
		if (code ~ /[^ \t]/ && code !~ /^[ \t]*#/)
			includes_over = 1
		if ($0 ~ /^[ \t]*$/)
			gap = 1
		return
	}
	what = $0
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", what)
	kind = substr(what, 1, 1)
	sub(/^["<]/, "", what)
	sub(/[">].*/, "", what)
	if (!includes_over) {
		if (gap || !n_blocks) {
			n_blocks++
			kinds = kinds (what == "config.h" ? "C" : kind == "<" ? "S" : "P")
			first[n_blocks] = what
		} else if (kind != opened || what == "config.h" || first[n_blocks] == "config.h") {
			fault("includes", FILENAME ":" FNR, "blank lines part config.h, own header, system and project")
		}
		in_block[n_blocks]++
	}
	gap = 0
	opened = kind
	watch_layers(what, kind)
}

function deny(what, pattern, message)
{
	if (what ~ pattern)
		fault("layers", FILENAME ":" FNR, message ": " what)
}

function watch_layers(what, kind,   to)
{
	if (kind == "\"") {
		deny(what, "(^|/)\\.\\.?/", "includes run by path from the root")
		to = what
		if (sub(/\/[^\/]*$/, "", to) && folder !~ /^tests/ && to != folder)
			edge[folder, to] = FILENAME ":" FNR
		if (what ~ /-private\.h$/ && to != folder && folder !~ /^tests/)
			fault("layers", FILENAME ":" FNR, "private to another folder: " what)
	}
	if (FILENAME != "tui/term.c" && folder !~ /^tests/)
		deny(what, "^(n?cursesw?/)?(n?curses|term|termcap|panel|form|menu|ncurses_dll)\\.h$", "only tui/term.c sees curses")
	if (FILENAME != "core/text.c")
		deny(what, "^utf8proc\\.h$", "only core/text.c sees utf8proc")
	if (folder == "core")
		deny(what, "^(curl|tui|sync)/|^(microhttpd|libpq-fe)\\.h$", "core stands alone")
	if (folder == "tui")
		deny(what, "^(curl/|sqlite3\\.h|jansson\\.h|microhttpd\\.h|libpq)", "tui sees data through the store's facade")
	if (folder ~ /^sync/)
		deny(what, "^tui/", "sync knows no screen")
}

function watch_texts()
{
	if (FILENAME !~ /^(tui|core)\// || FILENAME == "core/text.c" || literals !~ /[\302-\342]/)
		return
	if (literals ~ /“|”|‘|’|…|—|–|·|×|→|←|↑|↓|─|│|┌|┐|└|┘|├|┤|┼/)
		fault("texts", FILENAME ":" FNR, "a character of ambiguous width in a text")
}

function close_file(   own, shape)
{
	if (file == "")
		return
	over("file-size", file, lines, file ~ /\.c$/ ? 800 : file ~ /\.h$/ ? 120 : 100000, file, "lines:")
	if (in_function)
		fault("function-length", file, "the end of " name " is not seen")
	if (file ~ /\.h$/ && kinds !~ (file == "core/banned.h" ? "^CS$" : "^P?S?P?$"))
		fault("includes", file, "a header includes what it builds on, system, project")
	if (file ~ /\.c$/) {
		own = file
		sub(/\.c$/, ".h", own)
		if (kinds !~ /^C(P|S|PS|SP|PSP|PP)?$/)
			fault("includes", file, "blocks are config.h, own header, system, project")
		else if ((kinds ~ /^CPS/ || kinds == "CPP") && in_block[2] != 1)
			fault("includes", file, "the own header stands alone in its block")
		if ((own in exists) && first[2] != own)
			fault("includes", file, "its own header comes first, after config.h")
	}
	if (file ~ /\.h$/ && !pragma)
		fault("includes", file, "#pragma once is missing")
}

FNR == 1 {
	close_file()
	file = FILENAME
	folder = file
	sub(/\/[^\/]*$/, "", folder)
	in_comment = in_function = n_blocks = gap = includes_over = pragma = 0
	kinds = heading = ""
	split("", first)
	split("", in_block)
	if ($0 !~ /^\/\*/)
		fault("opening-comment", FILENAME ":1", "a file opens with what it owns")
}

{
	lines = FNR
	code = strip($0)
	watch_includes()
	watch_texts()
	watch_functions(code)
	if (folder !~ /^tests/) {
		if (code !~ /^[ \t]*#/)
			watch_calls()
	} else if (code ~ /(^|[^A-Za-z0-9_])(sleep|usleep|nanosleep|g_usleep|thrd_sleep)[ ]*\(/)
		fault("no-sleep", FILENAME ":" FNR, "a test waits for a state, it does not sleep")
	if ($0 ~ /^#pragma once/)
		pragma = 1
	if ($0 ~ /TODO|FIXME/)
		fault("unfinished", FILENAME ":" FNR, "an unfinished mark")
}

END {
	close_file()
	for (pair in edge) {
		split(pair, ends, SUBSEP)
		if (ends[1] < ends[2] && (ends[2], ends[1]) in edge)
			fault("folder-cycles", edge[pair], ends[1] " and " ends[2] " include each other, see " edge[ends[2], ends[1]])
	}
	for (pair in allowed) {
		split(pair, ends, SUBSEP)
		if (!(pair in used))
			fault("allow-list", allow, "no longer needed: " ends[1] " " ends[2])
	}
}
