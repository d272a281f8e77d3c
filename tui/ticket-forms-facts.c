/*
 * What a complaint says of itself: its facts, its category, its links and files.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/attachment.h"
#include "core/words.h"
#include "tui/dialog.h"
#include "tui/ticket-forms-private.h"
#include "tui/when.h"

/* ---- facts ---- */

static const FormOption levels[] = {{"ordinary", N_("ordinary"), 0},
	{"important", N_("important"), 0}, {"major", N_("major"), 0}, {NULL, NULL, 0}};
static const FormOption kinds[] = {{"complaint", N_("complaint"), 0},
	{"enquiry", N_("enquiry"), 0}, {"suggestion", N_("suggestion"), 0},
	{"report", N_("report"), 0}, {"petition", N_("petition"), 0}, {NULL, NULL, 0}};
static const FormOption flag_options[] = {{"vulnerable", N_("vulnerable"), 0},
	{"media", N_("media"), 0}, {"regulator", N_("regulator"), 0},
	{"agitated", N_("agitated"), 0}, {NULL, NULL, 0}};
static const FormOption authorities[] = {{"none", N_("none"), 0}, {"written", N_("written"), 0},
	{"heir", N_("heir"), 0}, {"guardian", N_("guardian"), 0}, {NULL, NULL, 0}};
static const FormOption told[] = {{"yes", N_("yes"), 0}, {"no", N_("no"), 0},
	{"unknown", N_("not known"), 0}, {NULL, NULL, 0}};

static void
find_departments(const Form *form, const char *typed, FormFinds *finds)
{
	ticket_find_taxonomy(form, TAXONOMY_DEPARTMENT, typed, finds);
}

static const FormField fact_fields[] = {
	{.name = "subject", .kind = FORM_TEXT, .label = N_("Subject"), .max = 400},
	{.name = "level", .kind = FORM_PICK, .label = N_("Level"), .options = levels},
	{.name = "flags", .kind = FORM_PICKS, .label = N_("Flags"), .options = flag_options},
	{.name = "contact_kind", .kind = FORM_PICK, .label = N_("Kind"), .options = kinds},
	{.name = "complainant",
		.kind = FORM_TEXT,
		.label = N_("Customer"),
		.mask = MASK_NAME,
		.group = N_("Customer; empty stays as it is"),
		.hint = N_("Only what you type here changes.")},
	{.name = "phone", .kind = FORM_NUMBER, .label = N_("Phone"), .mask = MASK_PHONE},
	{.name = "callback", .kind = FORM_NUMBER, .label = N_("Call back"), .mask = MASK_PHONE},
	{.name = "account_tail",
		.kind = FORM_NUMBER,
		.label = N_("Account"),
		.mask = MASK_ACCOUNT,
		.hint = N_("The last four digits.")},
	{.name = "agent", .kind = FORM_TEXT, .label = N_("Agent"), .mask = MASK_NAME},
	{.name = "authority",
		.kind = FORM_PICK,
		.label = N_("Authority"),
		.options = authorities},
	{.name = "complained_branch",
		.kind = FORM_TEXT,
		.label = N_("Branch"),
		.group = N_("Whom it is about")},
	{.name = "complained_department",
		.kind = FORM_PICK,
		.label = N_("Department"),
		.source = find_departments},
	{.name = "complained_person", .kind = FORM_TEXT, .label = N_("Person")},
	{.name = "amount", .kind = FORM_MONEY, .label = N_("Amount"), .group = N_("Further")},
	{.name = "outside_ref", .kind = FORM_TEXT, .label = N_("Sender no.")},
	{.name = "outside_due", .kind = FORM_DATE, .label = N_("Reply by")},
	{.name = "recording", .kind = FORM_TEXT, .label = N_("Recording")},
	{.name = "told_beforehand",
		.kind = FORM_PICK,
		.label = N_("Told before"),
		.options = told},
};

/* Value of a fact as the log has it; caller frees. */
static char *
dup_fact(const Ticket *ticket, const char *field)
{
	const char *text = ticket_fact(ticket, field);
	GString *flags = g_string_new(NULL);

	if (text) {
		g_string_free(flags, TRUE);
		return g_strdup(text);
	}
	if (strcmp(field, "level") == 0)
		g_string_assign(flags, levels[ticket->level].code);
	else if (strcmp(field, "contact_kind") == 0)
		g_string_assign(flags, kinds[ticket->contact_kind].code);
	else if (strcmp(field, "amount") == 0 && ticket->amount_minor)
		g_string_printf(flags, "%" G_GINT64_FORMAT, ticket->amount_minor);
	/* Options and bits of the flags are in the same order. */
	for (unsigned i = 0; strcmp(field, "flags") == 0 && flag_options[i].code; i++)
		if (ticket->flags & (1u << i))
			g_string_append_printf(
				flags, "%s%s", flags->len ? "," : "", flag_options[i].code);
	return g_string_free(flags, FALSE);
}

/* Personal facts come into the form for the owner alone; for others empty means unchanged. */
static bool
is_shown_fact(const Form *form, const FormField *field)
{
	return field->mask == MASK_NONE || ticket_form_is_owner(form);
}

static void
facts_start(Form *form)
{
	const Ticket *ticket = ticket_form_ticket(form);
	const TaxonomySet *set = desk_taxonomy(form_desk(form));

	for (unsigned i = 0; i < G_N_ELEMENTS(fact_fields); i++) {
		const FormField *field = &fact_fields[i];
		g_autofree char *value = dup_fact(ticket, field->name);

		if (!*value || !is_shown_fact(form, field))
			continue;
		if (field->source)
			form_set_picked(form, field->name, value,
				taxonomy_label(
					set, TAXONOMY_DEPARTMENT, value, when_in_chinese()));
		else
			form_set(form, field->name, value);
	}
	form_mark_recorded(form);
}

static void
facts_submit(Form *form)
{
	const Ticket *ticket = ticket_form_ticket(form);
	Act *act = desk_act(form_desk(form));
	unsigned n = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(fact_fields); i++) {
		const FormField *field = &fact_fields[i];
		const char *value = form_value(form, field->name);
		g_autofree char *old = dup_fact(ticket, field->name);

		if (strcmp(value, old) == 0 || (!*value && !is_shown_fact(form, field)))
			continue;
		act_add(act, EVENT_FACT_CHANGED, ticket->id);
		act_text(act, "field", field->name);
		act_text(act, "value", value);
		n++;
	}
	if (n) {
		ticket_form_send(form, act, _("%s changed."));
		return;
	}
	act_free(act);
	app_say(form_app(form), "%s", _("Nothing was changed."));
	form_close(form);
}

static const FormSpec fact_spec = {
	.name = "facts",
	.title = N_("Change facts"),
	.submit_label = N_("save"),
	.fields = fact_fields,
	.n_fields = G_N_ELEMENTS(fact_fields),
	.head = ticket_form_head,
	.start = facts_start,
	.submit = facts_submit,
};

void
ticket_edit(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &fact_spec, ticket, NULL);
}

/* ---- category ---- */

static void
find_channels(const Form *form, const char *typed, FormFinds *finds)
{
	ticket_find_taxonomy(form, TAXONOMY_CHANNEL, typed, finds);
}

static void
find_businesses(const Form *form, const char *typed, FormFinds *finds)
{
	ticket_find_taxonomy(form, TAXONOMY_BUSINESS, typed, finds);
}

static void
find_reasons(const Form *form, const char *typed, FormFinds *finds)
{
	ticket_find_taxonomy(form, TAXONOMY_REASON, typed, finds);
}

static void
set_code(Form *form, const char *name, TaxonomyFacet facet, const char *code)
{
	g_autofree char *path = NULL;

	if (!*code)
		return;
	path = taxonomy_dup_path(
		desk_taxonomy(form_desk(form)), facet, code, when_in_chinese());
	form_set_picked(form, name, code, path);
}

static void
category_start(Form *form)
{
	const Ticket *ticket = ticket_form_ticket(form);

	set_code(form, "channel", TAXONOMY_CHANNEL, ticket->channel);
	set_code(form, "business", TAXONOMY_BUSINESS, ticket->business);
	set_code(form, "reason", TAXONOMY_REASON, ticket->reason);
}

static void
category_submit(Form *form)
{
	Act *act = ticket_form_act(form, EVENT_CATEGORY_CHANGED);
	const TaxonomySet *set = desk_taxonomy(form_desk(form));
	char class[] = {taxonomy_class(set, form_value(form, "reason")), '\0'};

	act_text(act, "class", class);
	ticket_form_send(form, act, _("Category of %s corrected."));
}

static const FormField category_fields[] = {
	{.name = "reason",
		.kind = FORM_PICK,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.source = find_reasons},
	{.name = "business",
		.kind = FORM_PICK,
		.label = N_("Business"),
		.flags = FORM_NEED,
		.source = find_businesses},
	{.name = "channel",
		.kind = FORM_PICK,
		.label = N_("Channel"),
		.flags = FORM_NEED,
		.source = find_channels},
	{.name = "why",
		.kind = FORM_TEXT,
		.label = N_("Why"),
		.flags = FORM_NEED,
		.hint = N_("What showed that it belongs elsewhere.")},
};

static const FormSpec category_spec = {
	.name = "category",
	.title = N_("Correct the category"),
	.submit_label = N_("save"),
	.fields = category_fields,
	.n_fields = G_N_ELEMENTS(category_fields),
	.popup = true,
	.head = ticket_form_head,
	.start = category_start,
	.submit = category_submit,
};

void
ticket_category(App *app, View *view, Ticket *ticket)
{
	ticket_form_open(app, &category_spec, ticket, NULL);
}

/* ---- links ---- */

static const FormOption relations[] = {{"alike", N_("alike"), 0},
	{"same_customer", N_("same customer"), 0}, {"same_matter", N_("same matter"), 0},
	{"follows", N_("follows it"), 0}, {NULL, NULL, 0}};

static char *
check_number(const Form *form, const char *value)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) other = desk_ticket(form_desk(form), value, &error);

	if (!other)
		return g_strdup(error->message);
	if (strcmp(other->id, ticket_form_ticket(form)->id) == 0)
		return g_strdup(_("That is this complaint itself."));
	return NULL;
}

static void
link_submit(Form *form)
{
	g_autoptr(Ticket) other =
		desk_ticket(form_desk(form), form_value(form, "number"), NULL);
	Act *act;

	if (!other)
		return;
	act = desk_act(form_desk(form));
	act_add(act, EVENT_LINK_ADDED, ticket_form_ticket(form)->id);
	act_new_id(act, "link");
	act_text(act, "to", other->id);
	act_text(act, "number", other->number);
	act_text(act, "relation", form_value(form, "relation"));
	ticket_form_send(form, act, _("%s linked."));
}

static const FormField link_fields[] = {
	{.name = "number",
		.kind = FORM_TEXT,
		.label = N_("Number"),
		.flags = FORM_NEED,
		.check = check_number,
		.hint = N_("Number of the other complaint; its last digits are enough.")},
	{.name = "relation",
		.kind = FORM_PICK,
		.label = N_("Relation"),
		.flags = FORM_NEED,
		.options = relations},
};

static const FormSpec link_spec = {
	.name = "link",
	.title = N_("Link to another complaint"),
	.submit_label = N_("link"),
	.fields = link_fields,
	.n_fields = G_N_ELEMENTS(link_fields),
	.popup = true,
	.head = ticket_form_head,
	.submit = link_submit,
};

static void
link_picked(View *owner, const char *code, void *data)
{
	g_autoptr(Ticket) ticket = desk_ticket(view_desk(owner), data, NULL);

	if (!ticket)
		return;
	if (*code)
		ticket_act_now(owner, ticket,
			(TicketAct){
				EVENT_LINK_REMOVED, "link", code, _("Link of %s taken away.")});
	else
		ticket_form_open(owner->app, &link_spec, g_steal_pointer(&ticket), NULL);
}

void
ticket_link(App *app, View *view, Ticket *ticket)
{
	GPtrArray *items;

	if (!ticket->links->len) {
		ticket_form_open(app, &link_spec, ticket, NULL);
		return;
	}
	items = dialog_items_new();
	dialog_items_add(items, "", _("link to another complaint"), NULL);
	for (guint i = 0; i < ticket->links->len; i++) {
		const Link *link = ticket->links->pdata[i];
		g_autofree char *label = g_strdup_printf(
			_("take away: %1$s, %2$s"), link->number, words_code(link->relation));

		dialog_items_add(items, link->id, label, NULL);
	}
	dialog_pick(app, _("Links"), items, link_picked,
		(ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free});
	ticket_free(ticket);
}

/* ---- files ---- */

static void
attach_typed(View *owner, const char *path, void *data)
{
	g_autoptr(GError) error = NULL;
	g_auto(Attachment) file = {.name = NULL};
	Act *act;

	if (!desk_attach(view_desk(owner), path, &file, &error)) {
		app_say_error(owner->app, "%s", error->message);
		return;
	}
	act = desk_act(view_desk(owner));
	act_add(act, EVENT_FILE_ATTACHED, data);
	act_text(act, "name", file.name);
	act_int(act, "size", file.size);
	act_text(act, "sha256", file.sha256);
	app_submit(
		owner->app, act, _("File attached to %s."), NULL, (ViewHook){.owner = owner});
}

void
ticket_attach(App *app, View *view, Ticket *ticket)
{
	g_autofree char *text = g_strdup_printf(
		_("Path of the file, at most %d MB. A copy is kept with its SHA-256."),
		ATTACHMENT_MAX_BYTES / (1024 * 1024));
	DialogPrompt prompt = {.title = _("Attach a file"), .text = text};

	dialog_prompt(app, &prompt, attach_typed,
		(ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free});
	ticket_free(ticket);
}
