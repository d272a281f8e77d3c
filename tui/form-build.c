/* See tui/form-build.h. */
#include "config.h"

#include "tui/form-build.h"

#include <string.h>

#include "core/day.h"
#include "core/words.h"

struct FormBuild {
	FormSpec spec;
	GArray *fields;	  /* FormField */
	GPtrArray *owned; /* texts and options */
};

FormBuild *
form_build_new(const FormSpec *spec)
{
	FormBuild *build = g_new0(FormBuild, 1);

	build->spec = *spec;
	build->fields = g_array_new(FALSE, FALSE, sizeof(FormField));
	build->owned = g_ptr_array_new_with_free_func(g_free);
	return build;
}

void
form_build_free(FormBuild *build)
{
	if (!build)
		return;
	g_array_unref(build->fields);
	g_ptr_array_unref(build->owned);
	g_free(build);
}

void
form_build_fields(FormBuild *build, const FormField *fields, unsigned n)
{
	g_array_append_vals(build->fields, fields, n);
}

FormField *
form_build_last(FormBuild *build)
{
	return &g_array_index(build->fields, FormField, build->fields->len - 1);
}

const char *
form_build_own(FormBuild *build, char *text)
{
	g_ptr_array_add(build->owned, text);
	return text;
}

void
form_build_numbered(FormBuild *build, const FormField *field, unsigned number)
{
	FormField copy = *field;

	copy.name = form_build_own(build, g_strdup_printf("%s_%u", field->name, number));
	g_array_append_val(build->fields, copy);
}

const FormOption *
form_build_options(FormBuild *build, const char *codes)
{
	g_auto(GStrv) parts = g_strsplit(codes, "|", -1);
	FormOption *options = g_new0(FormOption, g_strv_length(parts) + 1);

	form_build_own(build, (char *)options);
	for (int i = 0; parts[i]; i++) {
		options[i].code = form_build_own(build, g_strdup(parts[i]));
		options[i].label = words_code(options[i].code);
	}
	return options;
}

void
form_build_codes(FormBuild *build, const char *name, const char *codes)
{
	for (unsigned i = 0; i < build->fields->len; i++) {
		FormField *field = &g_array_index(build->fields, FormField, i);

		if (strcmp(field->name, name) == 0)
			field->options = form_build_options(build, codes);
	}
}

void
form_build_set_submit(FormBuild *build, const char *label)
{
	build->spec.submit_label = label;
}

const FormSpec *
form_build_spec(FormBuild *build)
{
	build->spec.fields = (const FormField *)build->fields->data;
	build->spec.n_fields = build->fields->len;
	return &build->spec;
}

static void
add_entry(FormFinds *finds, const TaxonomyEntry *entry)
{
	form_finds_add(finds, entry->id, words_is_chinese() ? entry->zh : entry->en,
		entry->digit ? (char)('0' + entry->digit) : 0);
}

void
form_finds_facet(const Form *form, TaxonomyFacet facet, const char *typed, FormFinds *finds)
{
	const TaxonomySet *set = desk_taxonomy(form_desk(form));
	DayParts today =
		day_to_parts(day_of_us(app_now_us(form_app(form)), app_zone(form_app(form))));
	int day = today.year * 10000 + today.month * 100 + today.day;

	if (!*typed) {
		g_autoptr(GPtrArray) all = taxonomy_list(set, facet, day);

		for (unsigned i = 0; i < all->len; i++)
			add_entry(finds, all->pdata[i]);
	} else {
		g_autoptr(GArray) found = taxonomy_match(set, facet, typed, day, 20);

		for (unsigned i = 0; i < found->len; i++)
			add_entry(finds, g_array_index(found, TaxonomyMatch, i).entry);
	}
}
