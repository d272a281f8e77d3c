/*
 * Which letter, and what to do with it. A letter holds names in full, so that
 * each look at one is in the log before it is shown. See tui/letter.h.
 */
#include "config.h"

#include "tui/letter.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/dialog.h"
#include "tui/print.h"
#include "tui/when.h"

/* What is to be done once the look is in the log: the complaint, and a letter or a template. */
typedef struct Wanted {
	char ticket[UUID_LEN];
	char *code; /* "CODE LANGUAGE" of a template, or the id of a letter */
} Wanted;

static Wanted *
wanted_new(const char *ticket, const char *code)
{
	Wanted *wanted = g_new0(Wanted, 1);

	g_strlcpy(wanted->ticket, ticket, UUID_LEN);
	wanted->code = g_strdup(code);
	return wanted;
}

static void
wanted_free(void *data)
{
	Wanted *wanted = data;

	g_free(wanted->code);
	g_free(wanted);
}

/* Told where it cannot be read. */
static Ticket *
read_ticket(App *app, const char *id)
{
	g_autoptr(GError) error = NULL;
	Ticket *ticket = desk_ticket(app_desk(app), id, &error);

	if (!ticket)
		app_say_error(app, "%s", error->message);
	return ticket;
}

static void
log_look(View *owner, Wanted *wanted, AppDone done)
{
	Act *act = desk_act(app_desk(owner->app));

	act_add(act, EVENT_DATA_SEEN, wanted->ticket);
	act_text(act, "what", "page");
	app_submit(owner->app, act, NULL, done, (ViewHook){owner, wanted, wanted_free});
}

/* ---- a new letter ---- */

static void
template_looked(View *owner, const ActResult *result, void *data)
{
	const Wanted *wanted = data;
	App *app = owner->app;
	g_auto(GStrv) words = g_strsplit(wanted->code, " ", 2);
	const LetterTemplate *letter =
		desk_letter_template(app_desk(app), words[0], words[1], NULL);
	g_autoptr(LetterDraft) draft = NULL;
	Ticket *ticket;

	if (result->outcome != ACT_SAVED || !letter ||
		!(ticket = read_ticket(app, wanted->ticket)))
		return;
	draft = desk_letter_fill(app_desk(app), ticket, letter, print_branch_phone(app));
	letter_write(app, ticket, letter, draft->text);
}

/* ---- a letter that is kept ---- */

typedef enum LetterAct {
	LETTER_LOOK = 1,
	LETTER_PRINT,
	LETTER_SEND,
	LETTER_AGAIN,
	LETTER_CHECK
} LetterAct;

static void
show_gaps(App *app, Ticket *ticket, const TicketLetter *letter)
{
	const LetterTemplate *from = desk_letter_of(app_desk(app), letter);
	g_autoptr(GPtrArray) gaps = NULL;
	g_autofree char *text = NULL;

	if (!from)
		return;
	gaps = desk_letter_gaps(app_desk(app), ticket, from, letter->text);
	g_ptr_array_add(gaps, NULL);
	text = g_strjoinv("\n", (char **)gaps->pdata);
	dialog_text(app, _("Missing before it may be sent"),
		*text ? text : _("Nothing is missing."));
}

static void
do_with(App *app, Ticket *ticket, const TicketLetter *letter, LetterAct what)
{
	const LetterTemplate *from = desk_letter_of(app_desk(app), letter);
	const char *title = from ? from->title : letter->letter;

	switch (what) {
	case LETTER_LOOK:
		dialog_text(app, title, letter->text);
		break;
	case LETTER_PRINT:
		print_letter(app, ticket, title, letter);
		break;
	case LETTER_SEND:
		letter_send(app, g_steal_pointer(&ticket), letter);
		break;
	case LETTER_AGAIN:
		if (from)
			letter_write(app, g_steal_pointer(&ticket), from, letter->text);
		break;
	case LETTER_CHECK:
		show_gaps(app, ticket, letter);
		break;
	}
	ticket_free(ticket);
}

typedef struct Doing {
	Wanted *wanted;
	LetterAct what;
} Doing;

static void
doing_free(void *data)
{
	Doing *doing = data;

	wanted_free(doing->wanted);
	g_free(doing);
}

static void
letter_looked(View *owner, const ActResult *result, void *data)
{
	const Doing *doing = data;
	const TicketLetter *letter;
	Ticket *ticket;

	if (result->outcome != ACT_SAVED ||
		!(ticket = read_ticket(owner->app, doing->wanted->ticket)))
		return;
	letter = ticket_letter(ticket, doing->wanted->code);
	if (letter)
		do_with(owner->app, ticket, letter, doing->what);
	else
		ticket_free(ticket);
}

static void
act_answered(View *owner, int answer, void *data)
{
	const Wanted *wanted = data;
	Act *act = desk_act(app_desk(owner->app));
	Doing *doing = g_new0(Doing, 1);

	doing->wanted = wanted_new(wanted->ticket, wanted->code);
	doing->what = (LetterAct)answer;
	act_add(act, EVENT_DATA_SEEN, wanted->ticket);
	act_text(act, "what", "page");
	app_submit(owner->app, act, NULL, letter_looked, (ViewHook){owner, doing, doing_free});
}

static void
ask_what(View *owner, const Ticket *ticket, const TicketLetter *letter)
{
	App *app = owner->app;
	const char *options[] = {_("look at it"), _("print it"), _("mark it sent"),
		_("write it anew from this text"), _("what is missing before it may be sent"),
		NULL};
	const char *blocked[G_N_ELEMENTS(options)] = {NULL};
	const LetterTemplate *from = desk_letter_of(app_desk(app), letter);
	DialogChoice choice = {.title = from ? from->title : letter->letter,
		.options = options,
		.blocked = blocked,
		.enter = LETTER_LOOK};

	if (letter->sent_us)
		blocked[LETTER_SEND - 1] = _("it is marked sent already");
	if (!from)
		blocked[LETTER_AGAIN - 1] = blocked[LETTER_CHECK - 1] =
			_("its template is not here");
	dialog_choice(app, &choice, act_answered,
		(ViewHook){owner, wanted_new(ticket->id, letter->id), wanted_free});
}

/* ---- the list ---- */

static void
picked(View *owner, const char *code, void *data)
{
	g_autoptr(Ticket) ticket = read_ticket(owner->app, data);
	const TicketLetter *letter = ticket ? ticket_letter(ticket, code) : NULL;

	if (letter)
		ask_what(owner, ticket, letter);
	else if (ticket)
		log_look(owner, wanted_new(ticket->id, code), template_looked);
}

/* Letters kept, the newest first. */
static void
add_letters(App *app, GPtrArray *items, const Ticket *ticket)
{
	for (guint i = ticket->letters->len; i > 0; i--) {
		const TicketLetter *letter = ticket->letters->pdata[i - 1];
		const LetterTemplate *from = desk_letter_of(app_desk(app), letter);
		const char *title = from ? from->title : letter->letter;
		g_autofree char *at =
			when_dup_moment(letter->sent_us ? letter->sent_us : letter->made_us,
				app_now_us(app), app_zone(app));
		g_autofree char *label = g_strdup_printf(
			letter->sent_us ? _("%1$s: sent %2$s") : _("%1$s: written %2$s, not sent"),
			title, at);

		dialog_items_add(items, letter->id, label, NULL);
	}
}

/* Templates in force today in `language`. */
static void
add_templates(App *app, GPtrArray *items, const char *language)
{
	const LetterSet *set = desk_letters(app_desk(app));

	for (unsigned i = 0; i < letter_set_count(set); i++) {
		const LetterTemplate *letter = letter_set_nth(set, i);
		g_autofree char *code = g_strdup_printf("%s %s", letter->code, language);
		g_autofree char *label = NULL;

		if (!g_str_equal(letter->language, language) ||
			desk_letter_template(app_desk(app), letter->code, language, NULL) !=
				letter)
			continue;
		label = g_strdup_printf(_("write (%1$s): %2$s"),
			g_str_equal(language, "en") ? "English" : "中文", letter->title);
		dialog_items_add(items, code, label, NULL);
	}
}

void
letter_run(App *app, View *view, Verb verb)
{
	GPtrArray *items;
	g_autoptr(Ticket) ticket = NULL;
	VerbSubject subject;
	const char *language;

	app_subject(app, &subject);
	if (!subject.id[0] || !(ticket = read_ticket(app, subject.id)))
		return;
	language = desk_letter_language(ticket);
	items = dialog_items_new();
	add_letters(app, items, ticket);
	add_templates(app, items, language);
	add_templates(app, items, g_str_equal(language, "en") ? "zh_CN" : "en");
	dialog_pick(app, _("Letters"), items, picked,
		(ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free});
}
