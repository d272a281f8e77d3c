/* See hostile.h. */
#include "config.h"

#include "tests/tui/hostile.h"

#include <string.h>

#include "tests/core/torture.h"

#define LINE_CHARS 400
#define NOW_US	   INT64_C(1779256920000000)

/* Add a row here to plant something. The SGR ones are no colours of ours: the list of
 * tty-allow.h does not have them. */
const char *const hostile_planted[] = {
	"\033[3;5;8mhidden\033[m",
	"\033]0;title\a",
	"\033]52;c;cm0gLXJmIH4K\a",
	"\033]8;;http://evil\033\\link\033]8;;\033\\",
	"\033P$q\"p\033\\",
	"\033Ptmux;\033\033]0;x\a\033\\",
	"\033_app\033\\",
	"\033c",
	"\033[2J\033[H",
	"\033[?1049l",
	"\033[5i",
	"\033[6n\033[c",
	"\033(0lqqk",
	"\016shift\017",
	"a\b\b\bback",
	"one\rtwo",
	"bell\a",
	"\xc2\x9b"
	"31mC1",
	"\xc2\x9d"
	"0;t\xc2\x9c",
	"\xc2\x85next",
	"\xe2\x80\xaertl\xe2\x80\xac",
	"\xe2\x81\xa6isolate\xe2\x81\xa9",
	"\xe2\x80\x8fmark\xd8\x9c",
	"zero\xe2\x80\x8bwidth\xe2\x80\x8d\xe2\x81\xa0",
	"\xe2\x80\xa8line\xe2\x80\xa9paragraph",
	"\xef\xbb\xbf"
	"bom",
	"soft\xc2\xadhyphen",
	"\xe3\x85\xa4\xe1\x85\x9f\xef\xbe\xa0",
	"\xef\xbf\xbe\xef\xb7\x90",
	"heart\xe2\x9d\xa4\xef\xb8\x8f",
	"\xf3\xa0\x81\xa1tag",
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
	"\xea\xb0\x80\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8",
	"%s%n%1$s%99999d",
	"\xff\xfe",
	"C1 \x9b"
	"31m",
	"\xed\xa0\x80",
	"\xc0\xaf",
	"\xf8\x88\x80\x80\x80",
	"cut \xe4\xb8",
	NULL,
};

static void
text_free(void *data)
{
	HostileText *text = data;

	g_free(text->text);
	g_free(text);
}

static void
add_text(const char *bytes, size_t len, bool is_utf8, void *data)
{
	HostileText *text = g_new0(HostileText, 1);

	text->text = g_malloc0(len + 1);
	memcpy(text->text, bytes, len);
	text->len = len;
	text->valid = g_utf8_validate(text->text, (gssize)len, NULL);
	g_ptr_array_add(data, text);
}

/* Whole files of a folder of the shared data. */
static void
add_folder(GPtrArray *texts, const char *folder)
{
	const char *data = g_getenv("AMENDS_DATA");
	g_autofree char *path =
		g_build_filename(data ? data : "", "data", "torture", folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(path, name, NULL), *bytes = NULL;
		gsize len;

		if (g_file_get_contents(file, &bytes, &len, NULL))
			add_text(bytes, len, false, texts);
	}
}

GPtrArray *
hostile_texts(void)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(text_free);

	for (int i = 0; hostile_planted[i]; i++)
		add_text(hostile_planted[i], strlen(hostile_planted[i]), true, texts);
	if (torture_each(add_text, texts) == 0)
		return NULL;
	add_folder(texts, "kuhn");
	add_folder(texts, "escapes" G_DIR_SEPARATOR_S "xtermjs");
	return g_steal_pointer(&texts);
}

GPtrArray *
hostile_runs(const GPtrArray *texts, size_t max)
{
	GPtrArray *runs = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) run = g_string_new(NULL);

	for (guint i = 0; i < texts->len; i++) {
		const HostileText *text = texts->pdata[i];

		if (!text->valid || text->len == 0)
			continue;
		if (run->len > 0 && run->len + 1 + text->len > max) {
			g_ptr_array_add(runs, g_strdup(run->str));
			g_string_truncate(run, 0);
		}
		g_string_append_printf(run, "%s%s", run->len > 0 ? " " : "", text->text);
	}
	if (run->len > 0)
		g_ptr_array_add(runs, g_strdup(run->str));
	return runs;
}

char *
hostile_dup_line(const char *text)
{
	GString *line = g_string_new(NULL);
	unsigned n = 0;

	for (const char *p = text; *p && n < LINE_CHARS; p = g_utf8_next_char(p)) {
		if ((unsigned char)*p < 0x20)
			continue;
		g_string_append_len(line, p, g_utf8_next_char(p) - p);
		n++;
	}
	for (const char *p = line->str; *p; p = g_utf8_next_char(p))
		if (!g_unichar_isspace(g_utf8_get_char(p)))
			return g_string_free(line, FALSE);
	g_string_free(line, TRUE);
	return NULL;
}

static void
submit(Desk *desk, Act *act)
{
	g_autoptr(ActResult) result = desk_submit_wait(desk, act);
	g_autofree char *why = act_result_dup_text(result);

	act_free(act);
	if (result->outcome != ACT_SAVED)
		g_error("hostile text was not saved: %s", why);
	if (desk_env(desk)->fake_now_us)
		env_fake_advance(desk_env(desk), 1000);
}

char *
hostile_add_person(Desk *desk, const char *number, const char *role, const char *text)
{
	g_autofree char *line = hostile_dup_line(text);
	Act *act = desk_act(desk);

	act_add(act, EVENT_PERSON_ADDED, NULL);
	act_text(act, "number", number);
	act_text(act, "name", line ? line : "blank");
	act_text(act, "role", role);
	act_text(act, "branch", line ? line : "blank");
	submit(desk, act);
	return g_strdup(number);
}

/* Returns the new complaint's id, caller frees. */
static char *
add_complaint(Act *act, Desk *desk, const char *text, const char *line)
{
	static const char *const lines[] = {"subject", "complainant", "phone", "callback",
		"account_tail", "agent", "complained_branch", "complained_person",
		"outside_ref", "recording"};
	const char *people[] = {line, NULL};
	char *id = g_strdup(act_add(act, EVENT_COMPLAINT_LOGGED, NULL));

	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B01");
	act_text(act, "reason", "C01");
	act_text(act, "level", "ordinary");
	act_int(act, "received", env_now_us(desk_env(desk)));
	act_text(act, "text", text);
	for (unsigned i = 0; line && i < G_N_ELEMENTS(lines); i++)
		act_text(act, lines[i], line);
	if (line) {
		act_text(act, "authority", "written");
		act_int(act, "people", 5);
		act_list(act, "representatives", people);
	}
	return id;
}

static void
add_talk(Act *act, Desk *desk, const char *id, const char *text, const char *line)
{
	int64_t now_us = env_now_us(desk_env(desk));

	act_add(act, EVENT_NOTE_ADDED, id);
	act_text(act, "text", text);
	act_add(act, EVENT_CONTACT_ADDED, id);
	act_text(act, "direction", "out");
	act_text(act, "how", "phone");
	act_text(act, "reached", "reached");
	act_int(act, "at", now_us);
	act_text(act, "text", text);
	act_text(act, "recording", line);
	if (!line)
		return;
	act_add(act, EVENT_PROMISE_MADE, id);
	act_new_id(act, "promise");
	act_text(act, "what", line);
	act_int(act, "by", now_us + US_PER_DAY);
}

static void
add_parts(Act *act, const char *id, const char *line)
{
	act_add(act, EVENT_CLAIM_ADDED, id);
	act_new_id(act, "claim");
	act_text(act, "kind", "W01");
	act_text(act, "text", line);
	if (!line)
		return;
	act_add(act, EVENT_FILE_ATTACHED, id);
	act_text(act, "name", line);
	act_int(act, "size", 1);
	act_text(act, "sha256",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

char *
hostile_log(Desk *desk, const char *text)
{
	g_autofree char *line = hostile_dup_line(text);
	g_autofree char *whole = NULL;
	Act *act = desk_act(desk);
	char *id = NULL;

	/* A text of white space alone is none; a stored one is at most 32 KiB. */
	whole = line ? g_strdup(text) : g_strconcat("blank ", text, NULL);
	g_assert_cmpuint(strlen(whole), <=, 32 * 1024);
	id = add_complaint(act, desk, whole, line);
	add_parts(act, id, line);
	submit(desk, act);
	act = desk_act(desk);
	add_talk(act, desk, id, whole, line);
	act_add(act, EVENT_TIME_ENTERED, NULL);
	act_text(act, "ticket", id);
	act_text(act, "person", desk_person(desk)->id);
	act_int(act, "start", env_now_us(desk_env(desk)) - US_PER_HOUR);
	act_int(act, "worked_us", US_PER_MINUTE);
	act_text(act, "text", line);
	submit(desk, act);
	return id;
}

static void
add_people(Desk *desk)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_PERSON_ADDED, NULL);
	act_text(act, "number", "1003");
	act_text(act, "name", "Chen");
	act_text(act, "role", "supervisor");
	act_text(act, "branch", "0571");
	submit(desk, act);
	desk_assume(desk, desk_person_by_number(desk, "1003")->id);
	for (int i = 0; hostile_planted[i]; i++) {
		g_autofree char *number = g_strdup_printf("2%03d", i);

		if (g_utf8_validate(hostile_planted[i], -1, NULL))
			g_free(hostile_add_person(desk, number, "handler", hostile_planted[i]));
	}
}

unsigned
hostile_fill_store(const char *folder, const GPtrArray *texts, size_t max, unsigned step)
{
	g_autoptr(GPtrArray) runs = hostile_runs(texts, max);
	Env env;
	DeskConfig config = {.folder = folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &env,
		.create = true,
		.practice = true,
		.stepped = true,
		.branch = "0571",
		.branch_name = "\xc2\x9b"
			       "31m\xe2\x80\xaertl",
		.zone = "Asia/Shanghai"};
	g_autoptr(GError) error = NULL;
	g_autoptr(Desk) desk = NULL;
	unsigned n = 0;

	/* Other dice for another fill of the same store. */
	env_init_fake(&env, NOW_US + (int64_t)max * US_PER_SECOND, max + step + 1);
	desk = desk_open(&config, &error);
	g_assert_no_error(error);
	if (desk_people(desk)->len == 0)
		add_people(desk);
	desk_assume(desk, desk_person_by_number(desk, "1003")->id);
	for (guint i = 0; i < runs->len; i += step, n++)
		g_free(hostile_log(desk, runs->pdata[i]));
	return n;
}
