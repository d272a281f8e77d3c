/* An event about a draft of reference data, judged against what is in force in the store. See
 * applying.h. */
#include "config.h"

#include "core/applying.h"

#include <glib/gi18n.h>
#include <string.h>

static ReferenceItem *
fold_item(const Work *work)
{
	ReferenceItem *item = reference_item_new();

	for (guint i = 0; i < work->events->len; i++)
		reference_item_apply(item, work->events->pdata[i]);
	return item;
}

static const char *
text_of(const ActEvent *wanted, const char *field)
{
	const char *value = json_string_value(json_object_get(wanted->payload, field));

	return value ? value : "";
}

/* What a new draft says of itself must be what its text says. */
static char *
dup_unlike(const ActEvent *wanted, const ReferenceItem *read)
{
	if (strcmp(text_of(wanted, "what"), read->what) == 0 &&
		strcmp(text_of(wanted, "code"), read->code) == 0 &&
		strcmp(text_of(wanted, "version"), read->version) == 0)
		return NULL;
	return g_strdup_printf(_("The text is %1$s %2$s, version %3$s; the draft must say so too."),
		read->what, read->code, read->version);
}

/* Mistakes of the text as things stand now, or NULL. */
static char *
dup_mistakes(Applying *a, const char *name, const char *text, ReferenceItem *read)
{
	g_autoptr(GError) error = NULL;

	if (!reference_check_text(a->store->reference, name, text, read, &error))
		return g_strdup(error->message);
	if (reference_version_is_taken(
		    a->store->db, read->what, read->code, read->version, &a->error))
		return g_strdup_printf(
			_("Version %2$s of %1$s was published before. Give this one another version."),
			read->code, read->version);
	return NULL;
}

void
applying_judge_reference(Applying *a, Work *work, const ActEvent *wanted)
{
	g_autoptr(ReferenceItem) item = fold_item(work);
	g_autoptr(ReferenceItem) read = reference_item_new();
	g_autofree char *mistakes = NULL;

	if (wanted->kind == EVENT_REFERENCE_DRAFTED) {
		mistakes = dup_mistakes(
			a, text_of(wanted, "code"), text_of(wanted, "text"), read);
		if (!mistakes)
			mistakes = dup_unlike(wanted, read);
	} else if (wanted->kind == EVENT_REFERENCE_PUBLISHED &&
		   item->state == REFERENCE_DRAFT) {
		mistakes = dup_mistakes(a, item->code, item->text, read);
	}
	rules_check_reference(&a->rules, item, mistakes, wanted);
}
