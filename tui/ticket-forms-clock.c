/*
 * What can be done about a complaint's dates: extensions step by step, and one
 * form a fact that clocks count. A row of `forms` is a form; core/rules-clock.c
 * judges what is sent.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/clock-explain.h"
#include "core/desk-clock.h"
#include "core/rules.h"
#include "core/words.h"
#include "tui/dialog.h"
#include "tui/ticket-forms-private.h"

/* ---- fields ---- */

static const FormOption ways[] = {{"phone", N_("phone"), 0}, {"in_person", N_("in person"), 0},
	{"letter", N_("letter"), 0}, {"email", N_("e-mail"), 0}, {"sms", N_("text message"), 0},
	{"message", N_("messenger"), 0}, {NULL, NULL, 0}};
static const FormOption reasons[] = {{"complex", N_("complex"), 0},
	{"very-complex", N_("very complex"), 0}, {"special", N_("special reason"), 0},
	{"outside-control", N_("outside our control"), 0}, {"exceptional", N_("exceptional"), 0},
	{"other", N_("other"), 0}, {NULL, NULL, 0}};
static const FormOption pauses[] = {{"mediation", N_("mediation"), 0},
	{"external-appraisal", N_("external appraisal"), 0},
	{"customer", N_("waiting for the customer"), 0},
	{"partner", N_("waiting for a third party"), 0}, {NULL, NULL, 0}};
static const FormOption conditions[] = {{"new-account", N_("new account"), 0},
	{"point-of-sale", N_("at a point of sale"), 0}, {"foreign", N_("from abroad"), 0},
	{"default-notice", N_("default notice"), 0}, {"hardship", N_("hardship"), 0},
	{"letter-asked", N_("the customer asked for a letter"), 0},
	{"partly-rejected", N_("partly or wholly rejected"), 0}, {NULL, NULL, 0}};
static const FormOption results[] = {{"upheld", N_("the answer stands"), 0},
	{"changed", N_("the answer is changed"), 0},
	{"withdrawn", N_("the customer withdrew the application"), 0}, {NULL, NULL, 0}};

#define HOW                                                                                    \
	{                                                                                      \
		.name = "how", .kind = FORM_PICK, .label = N_("How"), .flags = FORM_NEED,      \
		.options = ways                                                                \
	}
#define AT                                                                                     \
	{                                                                                      \
		.name = "at", .kind = FORM_TIME, .label = N_("When"),                          \
		.flags = FORM_NEED | FORM_DEFAULTED | FORM_PAST                                \
	}
#define REMARK                                                                                 \
	{                                                                                      \
		.name = "text", .kind = FORM_LONG, .label = N_("Remark"), .rows = 3            \
	}
#define EVIDENCE                                                                               \
	{                                                                                      \
		.name = "evidence", .kind = FORM_TEXT, .label = N_("Evidence"),                \
		.flags = FORM_DEFAULTED,                                                       \
		.hint = N_("Number of the recording, message or posting; needed where it is "  \
			   "entered late.")                                                    \
	}

static const FormField request_fields[] = {
	{.name = "reason",
		.kind = FORM_PICK,
		.label = N_("Reason"),
		.flags = FORM_NEED,
		.options = reasons},
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("Grounds"),
		.rows = 4,
		.hint = N_("For whoever decides: what takes so long, and what is still to come.")},
};
static const FormField approve_fields[] = {REMARK};
static const FormField refuse_fields[] = {
	{.name = "reason",
		.kind = FORM_LONG,
		.label = N_("Why not"),
		.flags = FORM_NEED,
		.rows = 3},
};
static const FormField told_fields[] = {HOW, AT, EVIDENCE};
static const FormField said_fields[] = {HOW, REMARK, AT};
static const FormField acknowledged_fields[] = {HOW, REMARK, AT, EVIDENCE};
static const FormField new_fields[] = {
	{.name = "text",
		.kind = FORM_LONG,
		.label = N_("What is new"),
		.flags = FORM_NEED,
		.rows = 4,
		.hint = N_("The document, the witness, the figure that was not there before.")},
	AT,
};
static const FormField agreed_fields[] = {
	{.name = "day", .kind = FORM_DATE, .label = N_("Agreed day"), .flags = FORM_NEED},
	{.name = "evidence",
		.kind = FORM_TEXT,
		.label = N_("Evidence"),
		.flags = FORM_NEED,
		.hint = N_("Number of the recording, letter or message.")},
	REMARK,
};
static const FormField holding_fields[] = {
	HOW,
	{.name = "reasons",
		.kind = FORM_LONG,
		.label = N_("Reasons"),
		.flags = FORM_NEED,
		.rows = 3,
		.hint = N_("As the customer was told them.")},
	{.name = "expected",
		.kind = FORM_DATE,
		.label = N_("Answer by"),
		.hint = N_("The day the customer was told to expect the answer.")},
	AT,
	EVIDENCE,
};
static const FormField credit_fields[] = {
	{.name = "minor", .kind = FORM_MONEY, .label = N_("Amount"), .flags = FORM_NEED},
	{.name = "voucher", .kind = FORM_TEXT, .label = N_("Voucher")},
	AT,
};
static const FormField pause_fields[] = {
	{.name = "pause",
		.kind = FORM_PICK,
		.label = N_("For"),
		.flags = FORM_NEED,
		.options = pauses},
	REMARK,
	AT,
	{.name = "told",
		.kind = FORM_TIME,
		.label = N_("Told"),
		.flags = FORM_DEFAULTED | FORM_PAST,
		.hint = N_("When the customer was told of the pause; some count only from then.")},
	{.name = "how",
		.kind = FORM_PICK,
		.label = N_("How"),
		.flags = FORM_DEFAULTED,
		.options = ways},
};
static const FormField resume_fields[] = {
	{.name = "pause",
		.kind = FORM_PICK,
		.label = N_("For"),
		.flags = FORM_NEED,
		.options = pauses},
	REMARK,
	AT,
};
static const FormField answered_fields[] = {
	{.name = "result",
		.kind = FORM_PICK,
		.label = N_("Result"),
		.flags = FORM_NEED,
		.options = results},
	HOW,
	REMARK,
	AT,
	EVIDENCE,
};
static const FormField condition_fields[] = {
	{.name = "condition",
		.kind = FORM_PICK,
		.label = N_("Condition"),
		.flags = FORM_NEED,
		.options = conditions},
	{.name = "on", .kind = FORM_YESNO, .label = N_("It holds"), .flags = FORM_NEED},
};
static const FormField cycle_fields[] = {
	{.name = "day", .kind = FORM_DATE, .label = N_("Ends on"), .flags = FORM_NEED},
};
static const FormField reported_fields[] = {
	{.name = "to", .kind = FORM_TEXT, .label = N_("To whom"), .flags = FORM_NEED},
	REMARK,
	AT,
};

static void
find_policies(const Form *form, const char *typed, FormFinds *finds)
{
	const PolicySet *set = desk_policies(form_desk(form));
	g_autofree char *wanted = g_utf8_casefold(typed, -1);
	const char *before = "";

	for (unsigned i = 0; i < policy_set_count(set); i++) {
		const Policy *policy = policy_set_nth(set, i);
		g_autofree char *label = g_strdup_printf("%s  %s", policy->id,
			policy_title(policy, words_is_chinese() ? "zh_CN" : "en"));
		g_autofree char *folded = g_utf8_casefold(label, -1);

		if (strcmp(policy->id, before) != 0 && strstr(folded, wanted))
			form_finds_add(finds, policy->id, label, 0);
		before = policy->id;
	}
}

static const FormField follow_fields[] = {
	{.name = "policy",
		.kind = FORM_PICK,
		.label = N_("Policy"),
		.flags = FORM_NEED,
		.source = find_policies},
	{.name = "reason", .kind = FORM_TEXT, .label = N_("Reason"), .flags = FORM_NEED},
};

/* ---- the forms ---- */

static void start(Form *form);
static void submit(Form *form);
static int head(const Form *form, Canvas *canvas, Rect rect);

#define FORM(id, words, list)                                                                  \
	{                                                                                      \
		.name = id, .title = words, .submit_label = N_("save"), .fields = list,        \
		.n_fields = G_N_ELEMENTS(list), .popup = true, .head = head, .start = start,   \
		.submit = submit                                                               \
	}

typedef struct ClockForm {
	Verb verb; /* VERB_NONE: opened by what comes before it */
	EventKind kind;
	const char *saved; /* N_() */
	FormSpec spec;
} ClockForm;

/* Add a row here for a fact of deadlines. */
static const ClockForm forms[] = {
	{VERB_NONE, EVENT_EXTENSION_REQUESTED,
		N_("Extension asked for on %s: another person decides."),
		FORM("extension-request", N_("Ask for an extension"), request_fields)},
	{VERB_NONE, EVENT_EXTENSION_APPROVED,
		N_("Extension of %s approved; it is in force once the customer is told."),
		FORM("extension-approve", N_("Approve the extension"), approve_fields)},
	{VERB_NONE, EVENT_EXTENSION_REFUSED, N_("Extension of %s refused."),
		FORM("extension-refuse", N_("Refuse the extension"), refuse_fields)},
	{VERB_NONE, EVENT_EXTENSION_TOLD, N_("Customer told; the extension of %s is in force."),
		FORM("extension-told", N_("The customer was told of the extension"),
			told_fields)},
	{VERB_ACKNOWLEDGE, EVENT_COMPLAINT_ACKNOWLEDGED, N_("Acknowledgement saved on %s."),
		FORM("acknowledged", N_("Acknowledgement"), acknowledged_fields)},
	{VERB_REPEATED, EVENT_COMPLAINT_REPEATED, N_("Saved on %s; its date stays."),
		FORM("repeated", N_("The same complaint again"), said_fields)},
	{VERB_FACTS, EVENT_FACTS_NEW, N_("New facts saved: the period of %s begins anew."),
		FORM("new-facts", N_("New facts"), new_fields)},
	{VERB_AGREE, EVENT_DATE_AGREED, N_("Agreed date saved on %s."),
		FORM("agreed", N_("A date agreed with the customer"), agreed_fields)},
	{VERB_HOLDING, EVENT_HOLDING_REPLIED, N_("Holding reply saved on %s."),
		FORM("holding", N_("Holding reply"), holding_fields)},
	{VERB_CREDIT, EVENT_CREDIT_GIVEN, N_("Provisional credit saved on %s."),
		FORM("credit", N_("Provisional credit"), credit_fields)},
	{VERB_PAUSE, EVENT_CLOCK_PAUSED, N_("Pause saved on %s."),
		FORM("pause", N_("Pause a clock"), pause_fields)},
	{VERB_RESUME, EVENT_CLOCK_RESUMED, N_("End of the pause saved on %s."),
		FORM("resume", N_("A pause ends"), resume_fields)},
	{VERB_NONE, EVENT_REVIEW_APPLIED, N_("Application saved on %s."),
		FORM("review-applied", N_("Re-examination applied for"), said_fields)},
	{VERB_NONE, EVENT_REVIEW_TOLD, N_("Answer to the re-examination saved on %s."),
		FORM("review-answered", N_("Re-examination answered"), answered_fields)},
	{VERB_CONDITION, EVENT_CLOCK_CONDITION, N_("Saved on %s."),
		FORM("condition", N_("A fact that changes the numbers"), condition_fields)},
	{VERB_CYCLE, EVENT_CYCLE_ENDED, N_("End of the cycle saved on %s."),
		FORM("cycle", N_("A billing cycle ends"), cycle_fields)},
	{VERB_REPORTED, EVENT_MAJOR_REPORTED, N_("Report saved on %s."),
		FORM("reported", N_("A major complaint was reported"), reported_fields)},
	{VERB_FOLLOW, EVENT_POLICY_CHANGED, N_("%s follows another policy now."),
		FORM("follow", N_("Another policy"), follow_fields)},
};

static const ClockForm *
row_of(const Form *form)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++)
		if (form_view_is(form_view((Form *)form), forms[i].spec.name))
			return &forms[i];
	g_assert_not_reached();
}

static const FormSpec *
spec_of(EventKind kind)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++)
		if (forms[i].kind == kind)
			return &forms[i].spec;
	g_assert_not_reached();
}

static void
start(Form *form)
{
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, app_now_us(form_app(form)));

	if (event_kind_field(row_of(form)->kind, "at"))
		form_set_default(form, "at", now, NULL);
}

/* What a step of the ladder asks for, before it is needed; of a request what it says. */
static char *
dup_ladder(const Form *form)
{
	const Ticket *ticket = ticket_form_ticket(form);
	const TicketExtension *extension =
		rules_extension(ticket, ticket_form_part(form));
	Clock clock;

	if (extension)
		return desk_dup_extension(form_desk(form), ticket, extension);
	if (row_of(form)->kind == EVENT_EXTENSION_REQUESTED &&
		desk_clock(form_desk(form), ticket, &clock))
		return clock_dup_next_text(&clock);
	return NULL;
}

static int
head(const Form *form, Canvas *canvas, Rect rect)
{
	g_autofree char *ladder = dup_ladder(form);
	int rows = ticket_form_head(form, canvas, rect);
	Rect rest = {rect.row + rows, rect.col + 1, MAX(rect.rows - rows, 0), rect.cols - 2};

	if (!ladder || !*ladder)
		return rows;
	if (!canvas)
		return rows + mask_put_wrapped(NULL, app_rules(form_app(form)),
				      (Rect){0, 0, 0, MAX(rect.cols - 2, 20)}, ladder, 0);
	return rows + mask_put_wrapped(canvas, NULL, rest, ladder, 0);
}

/* What the form does not ask for. */
static void
fill_rest(const Form *form, Act *act, EventKind kind)
{
	const Ticket *ticket = ticket_form_ticket(form);
	Desk *desk = form_desk(form);
	const TicketExtension *extension = rules_extension(ticket, ticket_form_part(form));
	Clock clock;

	if (extension)
		act_text(act, "request", extension->id);
	if (kind == EVENT_EXTENSION_REQUESTED)
		act_int(act, "rung",
			desk_clock(desk, ticket, &clock) ? (int64_t)clock.rung + 1 : 1);
	if (extension &&
		(kind == EVENT_EXTENSION_APPROVED || kind == EVENT_EXTENSION_REFUSED)) {
		PolicyApprover standing = desk_standing(desk, ticket, extension);

		/* One without any standing is refused by the rules, with who could. */
		act_text(act, "standing",
			policy_approver_name(standing ? standing : POLICY_APPROVER_HANDLER));
	}
	if (kind == EVENT_CREDIT_GIVEN)
		act_text(act, "currency", "CNY");
	if (kind == EVENT_POLICY_CHANGED) {
		const char *policy = form_value(form, "policy");
		const char *version = desk_policy_version(desk, policy);
		g_auto(GStrv) beside =
			desk_policy_beside(desk, policy, version ? version : "");

		act_text(act, "policy_version", version ? version : "?");
		if (beside[0])
			act_list(act, "beside", (const char *const *)beside);
	}
}

static void
submit(Form *form)
{
	const ClockForm *row = row_of(form);
	Act *act = ticket_form_act(form, row->kind);

	fill_rest(form, act, row->kind);
	ticket_form_send(form, act, _(row->saved));
}

/* ---- verbs ---- */

void
ticket_clock_fact(App *app, Verb verb, Ticket *ticket)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++)
		if (forms[i].verb == verb) {
			ticket_form_open(app, &forms[i].spec, ticket, NULL);
			return;
		}
	g_assert_not_reached();
}

void
ticket_review(App *app, View *view, Ticket *ticket)
{
	bool open = false;

	for (guint i = 0; i < ticket->facts->len; i++) {
		const TicketFact *fact = ticket->facts->pdata[i];

		if (strcmp(fact->kind, "review.applied") == 0)
			open = true;
		else if (strcmp(fact->kind, "review.told") == 0)
			open = false;
	}
	ticket_form_open(
		app, spec_of(open ? EVENT_REVIEW_TOLD : EVENT_REVIEW_APPLIED), ticket, NULL);
}

/* `code` is "approve ID", "refuse ID", "told ID", or "ask". */
static void
extension_picked(View *owner, const char *code, void *data)
{
	static const struct {
		const char *word;
		EventKind kind;
	} steps[] = {{"approve ", EVENT_EXTENSION_APPROVED},
		{"refuse ", EVENT_EXTENSION_REFUSED}, {"told ", EVENT_EXTENSION_TOLD}};
	Ticket *ticket = desk_ticket(view_desk(owner), data, NULL);

	if (!ticket)
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++)
		if (g_str_has_prefix(code, steps[i].word)) {
			ticket_form_open(owner->app, spec_of(steps[i].kind), ticket,
				code + strlen(steps[i].word));
			return;
		}
	ticket_form_open(owner->app, spec_of(EVENT_EXTENSION_REQUESTED), ticket, NULL);
}

static void
add_step(GPtrArray *items, const char *word, const TicketExtension *extension,
	const char *format, const char *blocked)
{
	g_autofree char *code = g_strconcat(word, " ", extension->id, NULL);
	g_autofree char *label = g_strdup_printf(
		format, (int)extension->rung, words_code(extension->reason));

	dialog_items_add(items, code, label, blocked);
}

static unsigned
add_steps(Desk *desk, const Ticket *ticket, GPtrArray *items)
{
	unsigned waiting = 0;

	for (guint i = 0; i < ticket->extensions->len; i++) {
		const TicketExtension *extension = ticket->extensions->pdata[i];
		const Person *me = desk_person(desk);
		const char *blocked = me && strcmp(me->id, extension->asked_by) == 0
					      ? _("you asked for it: another person decides")
					      : NULL;

		if (extension->state == EXTENSION_REQUESTED) {
			/* The places of number and reason may change. */
			add_step(items, "approve", extension,
				_("approve extension %1$d (%2$s)"), blocked);
			add_step(items, "refuse", extension,
				_("refuse extension %1$d (%2$s)"), blocked);
			waiting++;
		} else if (extension->state == EXTENSION_APPROVED) {
			add_step(items, "told", extension,
				_("the customer was told of extension %1$d (%2$s)"), NULL);
			waiting++;
		}
	}
	return waiting;
}

/* Where a request waits, its steps come first; else one is asked for. */
void
ticket_extend(App *app, View *view, Ticket *ticket)
{
	GPtrArray *items = dialog_items_new();

	if (!add_steps(app_desk(app), ticket, items)) {
		g_ptr_array_unref(items);
		ticket_form_open(app, spec_of(EVENT_EXTENSION_REQUESTED), ticket, NULL);
		return;
	}
	dialog_items_add(items, "ask", _("ask for another extension"), NULL);
	dialog_pick(app, _("Extensions"), items, extension_picked,
		(ViewHook){.owner = view, .data = g_strdup(ticket->id), .free_data = g_free});
	ticket_free(ticket);
}

/* ---- all of it in one list ---- */

static const Verb deadline_verbs[] = {VERB_EXTEND, VERB_ACKNOWLEDGE, VERB_HOLDING, VERB_PAUSE,
	VERB_RESUME, VERB_FACTS, VERB_REPEATED, VERB_AGREE, VERB_CREDIT, VERB_REVIEW,
	VERB_REPORTED, VERB_CONDITION, VERB_CYCLE, VERB_FOLLOW};

static void
deadline_picked(View *owner, const char *code, void *data)
{
	app_run(owner->app, verb_from_word(code));
}

void
ticket_deadline(App *app, View *view, Ticket *ticket)
{
	GPtrArray *items = dialog_items_new();

	for (unsigned i = 0; i < G_N_ELEMENTS(deadline_verbs); i++) {
		const VerbDef *def = verb_def(deadline_verbs[i]);
		g_autofree char *label =
			g_strdup_printf("%s  %s", _(def->label), _(def->help));

		dialog_items_add(
			items, def->word, label, app_blocked(app, deadline_verbs[i]));
	}
	dialog_pick(app, _("What about the dates?"), items, deadline_picked,
		(ViewHook){.owner = view});
	ticket_free(ticket);
}
