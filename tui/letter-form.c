/* The two forms of letters: the text, and how it was sent. See tui/letter.h. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "tui/dialog.h"
#include "tui/editor.h"
#include "tui/form.h"
#include "tui/letter.h"
#include "tui/ticket-forms-private.h"

typedef struct LetterForm {
	Ticket *ticket;
	const LetterTemplate *letter; /* of the text; borrowed from the desk */
	char *text;		      /* what it begins with */
	char id[UUID_LEN];	      /* of the letter being sent */
	LetterRecords records;
} LetterForm;

static void
letter_form_free(void *data)
{
	LetterForm *state = data;

	ticket_free(state->ticket);
	g_free(state->text);
	g_free(state);
}

static LetterForm *
state_of(const Form *form)
{
	return form_data(form);
}

static void
answered(View *owner, const ActResult *result, void *data)
{
	Form *form = form_from_view(owner);

	if (result->outcome == ACT_SAVED)
		form_close(form);
	else
		form_take_refusals(form, result);
}

/* ---- the text ---- */

static char *
dup_edit_name(const Form *form)
{
	const LetterForm *state = state_of(form);

	return g_strdup_printf("%s-%s-%s", state->ticket->id, state->letter->code,
		state->letter->language);
}

/* What a program that died left in the editor goes over what was filled. */
static void
text_start(Form *form)
{
	g_autofree char *name = dup_edit_name(form);
	g_autofree char *left = editor_take_left(form_app(form), name);
	g_autofree char *clean = left ? letter_dup_text(left, NULL) : NULL;

	form_set(form, "text", clean ? clean : state_of(form)->text);
	if (clean)
		app_say(form_app(form), "%s",
			_("The text is the one that was left in the editor."));
}

static void
text_submit(Form *form)
{
	LetterForm *state = state_of(form);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = letter_dup_text(form_value(form, "text"), &error);
	Act *act;

	if (!text) {
		form_set_problem(form, "text", error->message);
		return;
	}
	act = desk_act(form_desk(form));
	letter_add_written(act, state->ticket, state->letter, text);
	app_submit(form_app(form), act, _("Letter kept on %s; it is not marked sent yet."),
		answered, (ViewHook){.owner = form_view(form)});
}

static void
edited(View *owner, const char *text, void *data)
{
	g_autofree char *clean = letter_dup_text(text, NULL);
	Form *form = form_from_view(owner);

	if (clean)
		form_set(form, "text", clean);
	view_touch(owner, VIEW_STALE_SIZE);
}

static void
look_at(Form *form)
{
	LetterForm *state = state_of(form);
	g_autoptr(GPtrArray) gaps = desk_letter_gaps(
		form_desk(form), state->ticket, state->letter, form_value(form, "text"));
	g_autofree char *list = NULL, *text = NULL;

	g_ptr_array_add(gaps, NULL);
	list = g_strjoinv("\n", (char **)gaps->pdata);
	text = *list ? g_strdup_printf(_("%1$s\n\nMissing before it may be sent:\n%2$s"),
			       form_value(form, "text"), list)
		     : g_strdup(form_value(form, "text"));
	dialog_text(form_app(form), state->letter->title, text);
}

/* F5: the person's own editor; F6: as it will be read. */
static bool
text_key(Form *form, const Key *key)
{
	const char *blocked = editor_blocked(form_app(form));
	g_autofree char *name = NULL;

	if (key->code == KEY_F1 + 5) {
		look_at(form);
		return true;
	}
	if (key->code != KEY_F1 + 4)
		return false;
	if (blocked) {
		app_say_error(form_app(form), "%s", blocked);
		return true;
	}
	name = dup_edit_name(form);
	editor_edit(form_app(form), name, form_value(form, "text"), edited,
		(ViewHook){.owner = form_view(form)});
	return true;
}

static int
text_head(const Form *form, Canvas *canvas, Rect rect)
{
	const LetterForm *state = state_of(form);
	g_autofree char *line = NULL;

	if (!canvas)
		return 1;
	line = g_strdup_printf(_("%1$s  %2$s  F5 your editor  F6 look at it"),
		state->ticket->number, state->letter->title);
	mask_put_field(canvas, (Rect){rect.row, MAX(rect.col, 1), 1, rect.cols - 1}, line,
		MASK_NONE, ROLE_LABEL);
	return 1;
}

static const FormField text_fields[] = {
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("Letter"),
		.flags = FORM_NEED | FORM_WIDE,
		.rows = 14,
		.max = LETTER_MAX,
		.hint = N_("What stands in [[ ]] is still to be written.")},
};

static const FormSpec text_spec = {
	.name = "letter",
	.title = N_("Letter to the customer"),
	.submit_label = N_("save"),
	.fields = text_fields,
	.n_fields = G_N_ELEMENTS(text_fields),
	.head = text_head,
	.start = text_start,
	.key = text_key,
	.submit = text_submit,
};

void
letter_write(App *app, Ticket *ticket, const LetterTemplate *letter, const char *text)
{
	LetterForm *state = g_new0(LetterForm, 1);
	g_autofree char *subject =
		g_strdup_printf("%s-%s-%s", ticket->id, letter->code, letter->language);

	state->ticket = ticket;
	state->letter = letter;
	state->text = g_strdup(text);
	form_open(app, &text_spec, subject, state, letter_form_free);
}

/* ---- sent ---- */

static const FormOption ways[] = {{"letter", N_("letter"), 0},
	{"in_person", N_("in person"), 0}, {"email", N_("e-mail"), 0},
	{"sms", N_("text message"), 0}, {NULL, NULL, 0}};

static const char *
record_words(LetterRecords records)
{
	switch (records) {
	case LETTER_RECORDS_ACKNOWLEDGED:
		return _("Records too that the complaint is acknowledged.");
	case LETTER_RECORDS_EXTENSION:
		return _("Records too that the customer is told of the extension.");
	case LETTER_RECORDS_HOLDING:
		return _("Records too that a holding reply is given.");
	case LETTER_RECORDS_TOLD:
		return _("Records too that the customer is told the decision and the ways on.");
	case LETTER_RECORDS_NOTHING:
	case N_LETTER_RECORDS:
		break;
	}
	return "";
}

static bool
has_record(const Form *form)
{
	return state_of(form)->records != LETTER_RECORDS_NOTHING;
}

static bool
is_holding(const Form *form)
{
	return state_of(form)->records == LETTER_RECORDS_HOLDING &&
	       g_str_equal(form_value(form, "record"), "yes");
}

static char *
dup_record_words(const Form *form, const char *value)
{
	return g_strdup(record_words(state_of(form)->records));
}

static void
sent_start(Form *form)
{
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, app_now_us(form_app(form)));

	form_set_default(form, "at", now, NULL);
	form_set_default(form, "record", "yes", NULL);
}

static void
sent_submit(Form *form)
{
	const LetterForm *state = state_of(form);
	LetterSending sending = {
		.letter = state->id,
		.records = state->records,
		.at_us = g_ascii_strtoll(form_value(form, "at"), NULL, 10),
		.how = form_value(form, "how"),
		.evidence = form_value(form, "evidence"),
		.record = g_str_equal(form_value(form, "record"), "yes"),
		.reasons = form_value(form, "reasons"),
		.expected = form_value(form, "expected"),
	};
	Act *act = desk_act(form_desk(form));

	letter_add_sent(act, state->ticket, &sending);
	app_submit(form_app(form), act, _("Letter marked sent on %s."), answered,
		(ViewHook){.owner = form_view(form)});
}

static const FormField sent_fields[] = {
	{.name = "how",
		.kind = FORM_PICK,
		.label = N_("How"),
		.flags = FORM_NEED,
		.options = ways},
	{.name = "evidence",
		.kind = FORM_TEXT,
		.label = N_("Evidence"),
		.max = 400,
		.hint = N_("Number of the posting or message.")},
	{.name = "at",
		.kind = FORM_TIME,
		.label = N_("When"),
		.flags = FORM_NEED | FORM_PAST},
	{.name = "record",
		.kind = FORM_YESNO,
		.label = N_("Record"),
		.flags = FORM_NEED,
		.shown = has_record,
		.dup_echo = dup_record_words},
	{.name = "reasons",
		.kind = FORM_LONG,
		.label = N_("Reasons"),
		.flags = FORM_NEED,
		.rows = 3,
		.shown = is_holding,
		.hint = N_("The reasons the letter gives.")},
	{.name = "expected",
		.kind = FORM_DATE,
		.label = N_("Expected"),
		.flags = FORM_NEED,
		.shown = is_holding,
		.hint = N_("The day by which the letter says the answer is expected.")},
};

static const FormSpec sent_spec = {
	.name = "letter-sent",
	.title = N_("Letter sent"),
	.submit_label = N_("mark sent"),
	.fields = sent_fields,
	.n_fields = G_N_ELEMENTS(sent_fields),
	.popup = true,
	.start = sent_start,
	.submit = sent_submit,
};

void
letter_send(App *app, Ticket *ticket, const TicketLetter *letter)
{
	const LetterTemplate *from = desk_letter_of(app_desk(app), letter);
	LetterForm *state = g_new0(LetterForm, 1);

	state->ticket = ticket;
	state->records = from ? from->records : LETTER_RECORDS_NOTHING;
	g_strlcpy(state->id, letter->id, UUID_LEN);
	form_open(app, &sent_spec, letter->id, state, letter_form_free);
}
