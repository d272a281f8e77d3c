/*
 * From what was typed to a value and back: dates, money, numbers, picks.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/date-input.h"
#include "core/day.h"
#include "core/text.h"
#include "core/words.h"
#include "tui/form-private.h"

/* "300", "1,234.5": minor units; false if it is no such amount. */
static bool
read_money(const char *text, int64_t *ret_minor)
{
	g_autofree char *number = text_dup_number(text);
	int64_t whole = 0;
	int minor = 0, digits = 0, decimals = -1;

	for (const char *p = number; *p; p++) {
		if (*p == ',' && decimals < 0 && digits)
			continue;
		if (*p == '.' && decimals < 0) {
			decimals = 0;
		} else if (!g_ascii_isdigit(*p) || decimals >= 2 || digits > 13) {
			return false;
		} else if (decimals < 0) {
			whole = whole * 10 + (*p - '0');
			digits++;
		} else {
			minor = minor * 10 + (*p - '0');
			decimals++;
		}
	}
	if (!digits || decimals == 0)
		return false;
	*ret_minor = whole * 100 + (decimals == 1 ? minor * 10 : minor);
	return true;
}

/* Value of a date or time, or NULL with a problem. */
static char *
dup_date_value(const Form *form, const FieldState *field, const char *text, char **ret_problem)
{
	DateContext context = {
		.direction = (field->spec->flags & FORM_PAST) ? DATE_DIRECTION_PAST
							      : DATE_DIRECTION_FUTURE,
		.now_us = app_now_us(form->view.app),
		.zone = app_zone(form->view.app),
		.calendar = app_desk(form->view.app) ? desk_calendar(app_desk(form->view.app))
						     : NULL,
	};
	g_autoptr(GError) error = NULL;
	DateInput input;
	char iso[11];

	if (!date_input_parse(text, &context, &input, &error)) {
		*ret_problem = g_strdup(error->message);
		return NULL;
	}
	if (field->spec->kind == FORM_TIME)
		return g_strdup_printf("%" G_GINT64_FORMAT, input.us);
	day_format_iso(input.day, iso);
	return g_strdup(iso);
}

static char *
dup_value(const Form *form, const FieldState *field, const char *text, char **ret_problem)
{
	int64_t minor;

	switch (field->spec->kind) {
	case FORM_DATE:
	case FORM_TIME:
		return dup_date_value(form, field, text, ret_problem);
	case FORM_MONEY:
		if (read_money(text, &minor))
			return g_strdup_printf("%" G_GINT64_FORMAT, minor);
		*ret_problem = g_strdup(_("Not an amount. Examples: 300, 1,234.50."));
		return NULL;
	case FORM_NUMBER:
		return text_dup_number(text);
	case FORM_TEXT:
	case FORM_LONG:
	case FORM_LOOKUP:
		return text_dup_nfc(text);
	case FORM_PICK:
	case FORM_PICKS:
	case FORM_PERSON:
	case FORM_YESNO:
	case FORM_SECRET:
	case FORM_STATIC:
	case N_FORM_KINDS:
		break;
	}
	return NULL;
}

void
field_read(Form *form, FieldState *field)
{
	const char *text = field->edit ? line_edit_text(field->edit) : "";
	g_autofree char *problem = NULL;
	char *value;

	if (field->label || form_is_pick(field) || field->spec->kind == FORM_STATIC ||
		field->spec->kind == FORM_SECRET)
		return;
	if (field->spec->kind == FORM_LONG) {
		field->stale = true;
		return;
	}
	value = *text ? dup_value(form, field, text, &problem) : NULL;
	g_free(field->value);
	field->value = value ? value : g_strdup("");
}

const char *
field_value(const FieldState *field)
{
	FieldState *own = (FieldState *)field;

	if (field->spec->kind == FORM_SECRET)
		return field->secret;
	if (field->stale) {
		g_free(own->value);
		own->value = text_dup_nfc(line_edit_text(field->edit));
		own->stale = false;
	}
	return field->value;
}

/* Text of a stored value in an edit field. */
static char *
dup_text(const Form *form, const FieldState *field, const char *value)
{
	gint64 number = g_ascii_strtoll(value, NULL, 10);
	GTimeZone *zone = app_zone(form->view.app);
	char iso[11];

	if (!*value)
		return g_strdup("");
	if (field->spec->kind == FORM_MONEY)
		return g_strdup_printf(
			"%" G_GINT64_FORMAT ".%02d", number / 100, (int)(number % 100));
	if (field->spec->kind == FORM_TIME) {
		int seconds = day_second_of_us(number, zone);

		day_format_iso(day_of_us(number, zone), iso);
		return g_strdup_printf("%s %02d:%02d", iso, seconds / 3600, seconds / 60 % 60);
	}
	return g_strdup(value);
}

void
field_write(Form *form, FieldState *field, const char *value, const char *label)
{
	g_autofree char *text = NULL;

	g_clear_pointer(&field->label, g_free);
	g_free(field->value);
	field->value = g_strdup(value ? value : "");
	field->stale = false;
	if (field->spec->kind == FORM_SECRET)
		explicit_bzero(field->secret, sizeof field->secret);
	if (form_is_pick(field) || label) {
		field->label = label ? g_strdup(label) : NULL;
		if (field->edit)
			line_edit_set_text(field->edit,
				field->spec->kind == FORM_LOOKUP && label ? label : "");
	} else if (field->edit) {
		text = dup_text(form, field, field->value);
		line_edit_set_text(field->edit, text);
	}
	field->sel = -1;
	field_find(form, field);
}

char *
field_dup_problem(const Form *form, const FieldState *field)
{
	const char *text = field->edit ? line_edit_text(field->edit) : "";
	const char *value = field_value(field);
	char *problem = NULL;

	if (!form_is_shown(form, field) || field->spec->kind == FORM_STATIC)
		return NULL;
	if (!*value && *text && form_is_pick(field))
		return g_strdup(_("Nothing of the list fits what is typed."));
	if (!*value && *text) {
		g_autofree char *read = dup_value(form, field, text, &problem);

		if (problem)
			return problem;
	}
	if (!*value)
		return (field->spec->flags & FORM_NEED)
			       ? g_strdup(_("This has to be filled in."))
			       : NULL;
	return field->spec->check ? field->spec->check(form, value) : NULL;
}

char *
field_dup_echo(const Form *form, const FieldState *field)
{
	const char *value = field_value(field);

	if (*value && field->spec->dup_echo)
		return field->spec->dup_echo(form, value);
	if (*value && field->spec->kind == FORM_DATE) {
		g_autofree char *day = day_dup_text(day_parse_iso(value));

		return g_strdup_printf("= %s", day);
	}
	if (*value && field->spec->kind == FORM_TIME) {
		g_autofree char *time =
			us_dup_text(g_ascii_strtoll(value, NULL, 10), app_zone(form->view.app));

		return g_strdup_printf("= %s", time);
	}
	if (*value && field->from && !field->touched)
		return g_strdup_printf("(%s)", field->from);
	return NULL;
}
