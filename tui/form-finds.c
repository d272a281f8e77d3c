/*
 * Options of a pick: fixed tables, sources and staff, filtered by what is
 * typed. The first line is what Enter takes (a lookup takes none unasked).
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/pinyin.h"
#include "core/words.h"
#include "tui/form-private.h"

static const FormOption yes_no[] = {
	{"yes", N_("yes"), '1'}, {"no", N_("no"), '2'}, {NULL, NULL, 0}};

static void
find_clear(void *data)
{
	FormFind *find = data;

	g_free(find->code);
	g_free(find->label);
}

void
form_finds_clear(FormFinds *finds)
{
	if (!finds->items) {
		finds->items = g_array_new(FALSE, FALSE, sizeof(FormFind));
		g_array_set_clear_func(finds->items, find_clear);
	}
	g_array_set_size(finds->items, 0);
	finds->digits_pick = false;
}

void
form_finds_add(FormFinds *finds, const char *code, const char *label, char digit)
{
	FormFind find = {g_strdup(code), mask_dup(label, MASK_NONE), digit};

	g_array_append_val(finds->items, find);
}

void
form_finds_digits_pick(FormFinds *finds)
{
	finds->digits_pick = true;
}

static const FormOption *
field_options(const FieldState *field)
{
	return field->spec->kind == FORM_YESNO ? yes_no : field->spec->options;
}

/* The digit of an option stays its own when typing leaves fewer. */
static void
find_options(Form *form, FieldState *field, const char *typed)
{
	const FormOption *options = field_options(field);
	const PinyinTable *pinyin = app_pinyin(form->view.app);

	for (int rank = 0; rank < PINYIN_RANK_NONE; rank++) {
		for (int i = 0; options[i].code; i++) {
			char digit = options[i].digit ? options[i].digit
				     : i < 9	      ? (char)('1' + i)
						      : 0;

			if ((int)pinyin_match_entry(pinyin, options[i].code,
				    _(options[i].label), typed) == rank)
				form_finds_add(&field->finds, options[i].code,
					_(options[i].label), digit);
		}
	}
}

static void
find_people(Form *form, FieldState *field, const char *typed)
{
	const GPtrArray *people = desk_people(form_desk(form));
	const PinyinTable *pinyin = app_pinyin(form->view.app);

	for (int rank = 0; rank < PINYIN_RANK_NONE; rank++) {
		for (unsigned i = 0; i < people->len; i++) {
			const Person *person = g_ptr_array_index(people, i);
			g_autofree char *label = NULL;

			if (!person->active || (int)pinyin_match_entry(pinyin, person->number,
						       person->name, typed) != rank)
				continue;
			label = g_strdup_printf("%s %s  %s", person->number, person->name,
				words_role(person->role));
			form_finds_add(&field->finds, person->id, label, 0);
		}
	}
}

/* Lines without a digit get the next free of 1-9 where digits pick. */
static void
number_finds(FieldState *field)
{
	char next = '1';

	if (field->spec->kind == FORM_LOOKUP && !field->finds.digits_pick)
		return;
	if (field_options(field))
		return;
	for (unsigned i = 0; i < field->finds.items->len && next <= '9'; i++) {
		FormFind *find = &g_array_index(field->finds.items, FormFind, i);

		if (!find->digit)
			find->digit = next++;
	}
}

void
field_find(Form *form, FieldState *field)
{
	const char *typed = field->edit ? line_edit_text(field->edit) : "";

	form_finds_clear(&field->finds);
	if (!form_is_pick(field) && field->spec->kind != FORM_LOOKUP)
		return;
	if (field->spec->kind == FORM_LOOKUP && field->label)
		return;
	if (field->spec->kind == FORM_PERSON && !field->spec->source)
		find_people(form, field, typed);
	else if (field_options(field))
		find_options(form, field, typed);
	else if (field->spec->source)
		field->spec->source(form, typed, &field->finds);
	number_finds(field);
	if (field->sel >= (int)field->finds.items->len)
		field->sel = -1;
}

bool
field_is_inline(const Form *form, const FieldState *field)
{
	const FormOption *options = field_options(field);
	int cols = 0, n = 0;

	if (!form_is_pick(field) || !options || (field->edit && *line_edit_text(field->edit)))
		return false;
	for (; options[n].code; n++)
		cols += 6 + (int)cells_width(app_rules(form->view.app), _(options[n].label));
	return n <= 9 && cols <= field->cols + 2;
}

bool
field_list_is_open(const Form *form, const FieldState *field)
{
	bool chosen = field->label && field->spec->kind != FORM_PICKS;

	if (field->finds.items->len == 0 || field_is_inline(form, field))
		return false;
	return !chosen ||
	       (field->edit && form_is_pick(field) && *line_edit_text(field->edit)) ||
	       field->sel >= 0;
}

bool
field_is_chosen(const FieldState *field, const char *code)
{
	g_auto(GStrv) codes = g_strsplit(field->value, ",", -1);

	return g_strv_contains((const char *const *)codes, code);
}

/* PICKS: codes and labels in the order they were chosen; a second time takes one away. */
static void
toggle(FieldState *field, const FormFind *find)
{
	g_auto(GStrv) codes = g_strsplit(field->value, ",", -1);
	g_auto(GStrv) labels = g_strsplit(field->label ? field->label : "", ", ", -1);
	GString *value = g_string_new(NULL), *label = g_string_new(NULL);
	bool had = false;

	for (int i = 0; codes[i]; i++) {
		if (strcmp(codes[i], find->code) == 0) {
			had = true;
			continue;
		}
		if (!*codes[i])
			continue;
		g_string_append_printf(value, "%s%s", value->len ? "," : "", codes[i]);
		g_string_append_printf(label, "%s%s", label->len ? ", " : "",
			(unsigned)i < g_strv_length(labels) ? labels[i] : codes[i]);
	}
	if (!had) {
		g_string_append_printf(value, "%s%s", value->len ? "," : "", find->code);
		g_string_append_printf(label, "%s%s", label->len ? ", " : "", find->label);
	}
	g_free(field->value);
	g_free(field->label);
	field->label =
		value->len ? g_string_free(label, FALSE) : (g_string_free(label, TRUE), NULL);
	field->value = g_string_free(value, FALSE);
}

void
field_pick(Form *form, FieldState *field, int at)
{
	FormFind find = g_array_index(field->finds.items, FormFind, at);

	field->touched = true;
	if (field->spec->kind == FORM_PICKS) {
		toggle(field, &find);
		if (*line_edit_text(field->edit)) {
			line_edit_set_text(field->edit, "");
			field_find(form, field);
		}
		return;
	}
	g_autofree char *code = g_strdup(find.code), *label = g_strdup(find.label);

	field_write(form, field, code, label);
}

int
field_find_digit(const FieldState *field, char digit)
{
	const char *typed = field->edit ? line_edit_text(field->edit) : "";

	if (field->spec->kind == FORM_LOOKUP && *typed && !field->finds.digits_pick)
		return -1;
	for (unsigned i = 0; i < field->finds.items->len; i++)
		if (g_array_index(field->finds.items, FormFind, i).digit == digit)
			return (int)i;
	return -1;
}
