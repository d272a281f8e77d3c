/*
 * Reading a template: header lines `key = value`, then the letter itself, a
 * line of it behind "|", with blocks `if`, `unless`, `each` ... `end` between.
 * The folder and the words are core/letter-set.c. See letter-template.h.
 */
#include "config.h"

#include "core/letter-template.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/line-file.h"
#include "core/policy-private.h"

#define DEPTH_MAX 6

static const char *const record_words[] = {
	"nothing", "acknowledged", "extension", "holding", "told", NULL};

typedef struct Reader {
	LetterTemplate *letter;
	LineMistakes *mistakes;
	unsigned open[DEPTH_MAX], depth; /* indices of the blocks not ended */
	bool marked;
} Reader;

const char *
letter_part_name(unsigned part)
{
	return part == LETTER_PART_EXPECTED ? "expected" : policy_part_name((PolicyPart)part);
}

const char *
letter_part_words(unsigned part)
{
	static const char *const words[N_LETTER_PARTS] = {
		[POLICY_PART_OUTCOME] = N_("the outcome of each claim"),
		[POLICY_PART_REASONS] = N_("the reasons"),
		[POLICY_PART_WAYS_ON] = N_("the ways on"),
		[POLICY_PART_OMBUDSMAN] = N_("the right to go to the ombudsman"),
		[POLICY_PART_TIME_LIMIT] = N_("the time limit for going to the ombudsman"),
		[POLICY_PART_WEBSITE] = N_("the ombudsman's web address"),
		[POLICY_PART_LEAFLET] = N_("that the ombudsman's leaflet is enclosed"),
		[POLICY_PART_DOCUMENTS] = N_("the right to see the documents relied on"),
		[POLICY_PART_REDRESS] = N_("what is done to put it right, and by when"),
		[POLICY_PART_REVIEWED] = N_("that the internal ombudsman has reviewed it"),
		[POLICY_PART_STEPS] = N_("the steps taken and planned"),
		[LETTER_PART_EXPECTED] = N_("the day by which the answer is expected"),
	};

	return _(words[part]);
}

const char *
letter_records_name(LetterRecords records)
{
	return record_words[records];
}

static int
part_from_name(const char *name)
{
	for (unsigned i = 0; i < N_LETTER_PARTS; i++)
		if (g_str_equal(letter_part_name(i), name))
			return (int)i;
	return -1;
}

/* ---- memory ---- */

static void
step_free(void *data)
{
	LetterStep *step = data;

	g_free(step->text);
	g_strfreev(step->values);
	g_free(step);
}

static void
ask_free(void *data)
{
	LetterAsk *ask = data;

	g_free(ask->name);
	g_free(ask->label);
	g_free(ask);
}

static void
need_free(void *data)
{
	LetterNeed *need = data;

	g_strfreev(need->places);
	g_free(need);
}

static void
proof_free(void *data)
{
	LetterProof *proof = data;

	g_strfreev(proof->places);
	g_strfreev(proof->words);
	g_free(proof);
}

static LetterTemplate *
letter_template_new(void)
{
	LetterTemplate *letter = g_new0(LetterTemplate, 1);

	letter->from = DAY_NONE;
	letter->needs = g_ptr_array_new_with_free_func(need_free);
	letter->proofs = g_ptr_array_new_with_free_func(proof_free);
	letter->asks = g_ptr_array_new_with_free_func(ask_free);
	letter->steps = g_ptr_array_new_with_free_func(step_free);
	return letter;
}

void
letter_template_free(LetterTemplate *letter)
{
	if (!letter)
		return;
	g_free(letter->code);
	g_free(letter->language);
	g_free(letter->version);
	g_free(letter->title);
	g_free(letter->ground.source);
	g_free(letter->ground.article);
	g_free(letter->ground.house_rule);
	g_ptr_array_unref(letter->needs);
	g_ptr_array_unref(letter->proofs);
	g_ptr_array_unref(letter->asks);
	g_ptr_array_unref(letter->steps);
	g_free(letter);
}

const char *
letter_template_ask(const LetterTemplate *letter, const char *name)
{
	for (unsigned i = 0; i < letter->asks->len; i++) {
		const LetterAsk *ask = letter->asks->pdata[i];

		if (g_str_equal(ask->name, name))
			return ask->label;
	}
	return NULL;
}

static bool
is_place(char **places, const char *place)
{
	return !places || g_strv_contains((const char *const *)places, place);
}

unsigned
letter_template_needs(const LetterTemplate *letter, const char *place)
{
	unsigned parts = 0;

	for (unsigned i = 0; i < letter->needs->len; i++) {
		const LetterNeed *need = letter->needs->pdata[i];

		parts |= is_place(need->places, place) ? need->parts : 0;
	}
	return parts;
}

const LetterProof *
letter_template_proof(const LetterTemplate *letter, unsigned part, const char *place)
{
	for (unsigned i = 0; i < letter->proofs->len; i++) {
		const LetterProof *proof = letter->proofs->pdata[i];

		if (proof->part == part && is_place(proof->places, place))
			return proof;
	}
	return NULL;
}

/* ---- header ---- */

static bool
is_name(const char *text)
{
	return *text && strlen(text) <= 60 &&
	       !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_.")];
}

/* A word of `words`, or a mistake that lists them all; -1 then. */
static int
read_word(Reader *r, unsigned no, const char *const *words, const char *value)
{
	int at = policy_word_index(words, value);
	g_autofree char *all = at < 0 ? g_strjoinv(", ", (char **)words) : NULL;

	if (at < 0)
		line_mistakes_add(r->mistakes, no, _("%1$s is none of: %2$s."), value, all);
	return at;
}

/* Words split at `sign`, trimmed, none of them empty; NULL if there are none. */
static GStrv
split_words(const char *text, const char *sign)
{
	g_auto(GStrv) raw = g_strsplit_set(text, sign, -1);
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	bool any = false;

	for (char **word = raw; *word; word++) {
		if (!*g_strstrip(*word))
			continue;
		g_strv_builder_add(words, *word);
		any = true;
	}
	return any ? g_strv_builder_end(words) : NULL;
}

static int
read_part(Reader *r, unsigned no, const char *name)
{
	int part = part_from_name(name);

	if (part < 0)
		line_mistakes_add(r->mistakes, no,
			_("%s is no part of a letter; the README lists them."), name);
	return part;
}

/* "needs UK AU = ..." */
static void
read_needs(Reader *r, unsigned no, const char *places, const char *value)
{
	g_auto(GStrv) names = g_strsplit(value, ",", -1);
	LetterNeed *need = g_new0(LetterNeed, 1);

	need->places = split_words(places, " ");
	g_ptr_array_add(r->letter->needs, need);
	for (char **name = names; *name; name++) {
		int part = read_part(r, no, g_strstrip(*name));

		need->parts |= part < 0 ? 0 : 1u << part;
	}
}

/* "proof ways-on CN = ...; ..." */
static void
read_proof(Reader *r, unsigned no, const char *key, const char *value)
{
	size_t len = strcspn(key, " ");
	g_autofree char *name = g_strndup(key, len);
	int part = read_part(r, no, name);
	g_auto(GStrv) words = split_words(value, ";");
	LetterProof *proof;

	if (part < 0)
		return;
	if (!words) {
		line_mistakes_add(r->mistakes, no, _("%s has no value."), name);
		return;
	}
	proof = g_new0(LetterProof, 1);
	proof->part = (unsigned)part;
	proof->places = split_words(key + len, " ");
	proof->words = g_steal_pointer(&words);
	g_ptr_array_add(r->letter->proofs, proof);
}

static void
read_ask(Reader *r, unsigned no, const char *name, const char *value)
{
	LetterAsk *ask;

	if (!is_name(name) || strchr(name, '.')) {
		line_mistakes_add(r->mistakes, no,
			_("A name is small letters, digits and hyphens: %s."), name);
		return;
	}
	if (letter_template_ask(r->letter, name) ||
		letter_field_is_known(name, LETTER_ROW_NONE)) {
		line_mistakes_add(r->mistakes, no, _("%s is given twice."), name);
		return;
	}
	ask = g_new0(LetterAsk, 1);
	ask->name = g_strdup(name);
	ask->label = g_strdup(value);
	g_ptr_array_add(r->letter->asks, ask);
}

/* NULL if `key` takes no plain text. */
static char **
text_slot(LetterTemplate *letter, const char *key)
{
	const struct {
		const char *key;
		char **slot;
	} rows[] = {{"letter", &letter->code}, {"language", &letter->language},
		{"version", &letter->version}, {"title", &letter->title},
		{"source", &letter->ground.source}, {"article", &letter->ground.article},
		{"house-rule", &letter->ground.house_rule}};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].key, key))
			return rows[i].slot;
	return NULL;
}

static void
read_text(Reader *r, unsigned no, const char *key, const char *value)
{
	char **slot = text_slot(r->letter, key);
	bool name = slot == &r->letter->code || slot == &r->letter->version;

	if (*slot)
		line_mistakes_add(r->mistakes, no, _("%s is given twice."), key);
	else if (name && !is_name(value))
		line_mistakes_add(r->mistakes, no,
			_("A name is small letters, digits and hyphens: %s."), value);
	else if (slot == &r->letter->language &&
		 policy_word_index((const char *const[]){"en", "zh_CN", NULL}, value) < 0)
		line_mistakes_add(
			r->mistakes, no, _("%1$s is none of: %2$s."), value, "en, zh_CN");
	else
		*slot = g_strdup(value);
}

static void
read_mark(Reader *r, unsigned no, const char *value)
{
	int mark = read_word(r, no, (const char *const[]){"K", "S", "V", NULL}, value);

	if (mark >= 0)
		r->letter->ground.mark = (PolicyMark)mark;
	r->marked = true;
}

static void
read_header(Reader *r, char *line, unsigned no)
{
	char *value = strchr(line, '=');
	int at;

	if (!value) {
		line_mistakes_add(r->mistakes, no,
			_("A line is key = value, | TEXT, if, unless, each or end: %s."), line);
		return;
	}
	*value++ = '\0';
	g_strstrip(line);
	g_strstrip(value);
	if (!*value)
		line_mistakes_add(r->mistakes, no, _("%s has no value."), line);
	else if (r->letter->steps->len > 0)
		line_mistakes_add(
			r->mistakes, no, _("%s stands before the letter's first line."), line);
	else if (g_str_has_prefix(line, "proof "))
		read_proof(r, no, g_strstrip(line + 6), value);
	else if (g_str_has_prefix(line, "ask "))
		read_ask(r, no, g_strstrip(line + 4), value);
	else if (text_slot(r->letter, line))
		read_text(r, no, line, value);
	else if (g_str_equal(line, "needs") || g_str_has_prefix(line, "needs "))
		read_needs(r, no, line + 5, value);
	else if (g_str_equal(line, "mark"))
		read_mark(r, no, value);
	else if (g_str_equal(line, "records")) {
		at = read_word(r, no, record_words, value);
		r->letter->records = at < 0 ? LETTER_RECORDS_NOTHING : (LetterRecords)at;
	} else if (g_str_equal(line, "from")) {
		r->letter->from = day_parse_iso(value);
		if (r->letter->from == DAY_NONE)
			line_mistakes_add(r->mistakes, no,
				_("%s is no date; write it as 2026-05-19."), value);
	} else {
		line_mistakes_add(r->mistakes, no, _("There is no key %s."), line);
	}
}

/* ---- the letter ---- */

/* The block over claims or redress that the next step stands in. */
static LetterRow
current_row(const Reader *r)
{
	for (unsigned i = r->depth; i > 0; i--) {
		const LetterStep *step = r->letter->steps->pdata[r->open[i - 1]];

		if (step->row != LETTER_ROW_NONE)
			return step->row;
	}
	return LETTER_ROW_NONE;
}

static LetterStep *
add_step(Reader *r, LetterStepKind kind, const char *text)
{
	LetterStep *step = g_new0(LetterStep, 1);

	step->kind = kind;
	step->text = g_strdup(text);
	g_ptr_array_add(r->letter->steps, step);
	return step;
}

static void
open_block(Reader *r, unsigned no)
{
	if (r->depth == DEPTH_MAX) {
		line_mistakes_add(
			r->mistakes, no, _("Blocks stand at most %d deep."), DEPTH_MAX);
		return;
	}
	r->open[r->depth++] = r->letter->steps->len - 1;
}

static void
check_field(Reader *r, unsigned no, const char *name, bool may_ask)
{
	if (letter_field_is_known(name, current_row(r)) ||
		(may_ask && letter_template_ask(r->letter, name)))
		return;
	line_mistakes_add(r->mistakes, no, _("There is no field {%s} here."), name);
}

static void
read_line(Reader *r, const char *text, unsigned no)
{
	const char *at = text[0] == ' ' ? text + 1 : text;

	add_step(r, LETTER_STEP_LINE, at);
	while ((at = strpbrk(at, "{}"))) {
		const char *end = *at == '{' ? strpbrk(at + 1, "{}") : NULL;
		g_autofree char *name = NULL;

		if (!end || *end != '}') {
			line_mistakes_add(r->mistakes, no, _("A { has no } or a } no {."));
			return;
		}
		name = g_strndup(at + 1, (size_t)(end - at - 1));
		check_field(r, no, name, true);
		at = end + 1;
	}
}

static void
read_condition(Reader *r, LetterStepKind kind, char **words, unsigned no)
{
	LetterStep *step;

	if (!words[1]) {
		line_mistakes_add(r->mistakes, no, _("%s needs the name of a field."), words[0]);
		return;
	}
	check_field(r, no, words[1], false);
	step = add_step(r, kind, words[1]);
	if (words[2])
		step->values = g_strdupv(words + 2);
	open_block(r, no);
}

static void
read_each(Reader *r, char **words, unsigned no)
{
	int row = read_word(r, no, (const char *const[]){"claim", "redress", NULL},
		words[1] ? words[1] : "");

	if (row < 0)
		return;
	if (current_row(r) != LETTER_ROW_NONE) {
		line_mistakes_add(r->mistakes, no, _("each stands in no other each."));
		return;
	}
	add_step(r, LETTER_STEP_EACH, NULL)->row = (LetterRow)(row + 1);
	open_block(r, no);
}

static void
read_end(Reader *r, unsigned no)
{
	LetterStep *step;

	if (r->depth == 0) {
		line_mistakes_add(r->mistakes, no, _("There is no block to end here."));
		return;
	}
	step = r->letter->steps->pdata[r->open[--r->depth]];
	step->end = r->letter->steps->len;
	add_step(r, LETTER_STEP_END, NULL);
}

static void
take_line(char *line, unsigned no, void *data)
{
	Reader *r = data;
	g_auto(GStrv) words = NULL;

	if (line[0] == '|') {
		read_line(r, line + 1, no);
		return;
	}
	words = g_strsplit_set(line, " \t", -1);
	if (g_str_equal(words[0], "if"))
		read_condition(r, LETTER_STEP_IF, words, no);
	else if (g_str_equal(words[0], "unless"))
		read_condition(r, LETTER_STEP_UNLESS, words, no);
	else if (g_str_equal(words[0], "each"))
		read_each(r, words, no);
	else if (g_str_equal(words[0], "end"))
		read_end(r, no);
	else
		read_header(r, line, no);
}

/* Outcomes are known by the words of the language; all else by a proof. */
static void
check_need(Reader *r, const LetterNeed *need)
{
	const char *place = need->places ? need->places[0] : "";

	for (unsigned i = 0; i < N_LETTER_PARTS; i++)
		if ((need->parts & (1u << i)) && i != POLICY_PART_OUTCOME &&
			!letter_template_proof(r->letter, i, place))
			line_mistakes_add(r->mistakes, 0,
				_("It needs %1$s, but no \"proof %1$s = ...\" says by which "
				  "words it is known."),
				letter_part_name(i));
}

static void
check_whole(Reader *r)
{
	const LetterTemplate *letter = r->letter;
	const struct {
		const char *key;
		bool there;
	} rows[] = {{"letter", letter->code != NULL}, {"language", letter->language != NULL},
		{"version", letter->version != NULL}, {"title", letter->title != NULL},
		{"from", letter->from != DAY_NONE}, {"mark", r->marked}};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		if (!rows[i].there)
			line_mistakes_add(
				r->mistakes, 0, _("The key %s is missing."), rows[i].key);
	if (r->depth > 0)
		line_mistakes_add(r->mistakes, 0, _("A block has no end."));
	if (letter->steps->len == 0)
		line_mistakes_add(r->mistakes, 0, _("The letter has no text."));
	for (unsigned i = 0; i < letter->needs->len; i++)
		check_need(r, letter->needs->pdata[i]);
}

LetterTemplate *
letter_template_parse(const char *name, const char *text, size_t len, GError **error)
{
	g_autoptr(LetterTemplate) letter = letter_template_new();
	LineMistakes mistakes;
	Reader reader = {.letter = letter, .mistakes = &mistakes};
	bool ok;

	line_mistakes_init(&mistakes, name);
	line_file_each(text, len, &mistakes, take_line, &reader);
	check_whole(&reader);
	ok = line_mistakes_check(&mistakes, error);
	line_mistakes_clear(&mistakes);
	return ok ? g_steal_pointer(&letter) : NULL;
}
