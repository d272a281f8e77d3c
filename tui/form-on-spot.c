/*
 * Four answers by digit; the rest of the closing protocol is filled in from
 * where the customer stands: told in person now, rights read out, after-care
 * three days on. One outcome counts for all claims unless changed by Tab.
 */
#include "config.h"

#include "tui/form-on-spot.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/desk-close.h"
#include "tui/close-act.h"
#include "tui/form-build.h"

typedef struct OnSpot {
	Ticket *ticket;
	FormBuild *build;
	bool busy;
} OnSpot;

static void
on_spot_free(void *data)
{
	OnSpot *spot = data;

	ticket_free(spot->ticket);
	form_build_free(spot->build);
	g_free(spot);
}

static bool
is_complaint(const Form *form)
{
	return ((const OnSpot *)form_data(form))->ticket->contact_kind == CONTACT_COMPLAINT;
}

static bool
has_no_claim(const Form *form)
{
	return is_complaint(form) && !((const OnSpot *)form_data(form))->ticket->claims->len;
}

static bool
is_misunderstanding(const Form *form)
{
	return strcmp(form_value(form, "cause"), "misunderstanding") == 0;
}

static const FormField asked[] = {
	{.name = "outcome_1",
		.kind = FORM_PICK,
		.label = N_("Claims are"),
		.flags = FORM_NEED,
		.shown = is_complaint,
		.hint = N_("One answer for all claims; Tab for each.")},
	{.name = "matter",
		.kind = FORM_PICK,
		.label = N_("Matter solved?"),
		.flags = FORM_NEED,
		.shown = is_complaint,
		.hint = N_("Ask: does this solve the matter?")},
	{.name = "treatment",
		.kind = FORM_PICK,
		.label = N_("Treated well?"),
		.flags = FORM_NEED,
		.shown = is_complaint,
		.hint = N_("Ask: how do you feel about the way you were treated?")},
	{.name = "agreed",
		.kind = FORM_PICK,
		.label = N_("Agrees to close?"),
		.flags = FORM_NEED,
		.shown = is_complaint},
};

#define FILLED N_("filled in for you, Tab into them only if wrong")
#define KNOWN  FORM_DEFAULTED

static const FormField another = {
	.name = "outcome", .kind = FORM_PICK, .label = N_("Claim"), .flags = KNOWN};

static const FormField filled[] = {
	{.name = "claim_kind",
		.kind = FORM_PICK,
		.label = N_("Asked for"),
		.group = FILLED,
		.flags = KNOWN | FORM_NEED,
		.shown = has_no_claim,
		.source = close_find_claim},
	{.name = "reason_1",
		.kind = FORM_LOOKUP,
		.label = N_("Why"),
		.group = FILLED,
		.flags = KNOWN | FORM_WIDE,
		.shown = is_complaint,
		.source = close_find_reason,
		.max = 1000},
	{.name = "cause",
		.kind = FORM_PICK,
		.label = N_("Cause"),
		.group = FILLED,
		.flags = KNOWN | FORM_NEED,
		.shown = is_complaint},
	{.name = "disclosure",
		.kind = FORM_TEXT,
		.label = N_("Disclosure"),
		.flags = KNOWN | FORM_NEED,
		.shown = is_misunderstanding,
		.max = 400,
		.hint = N_("Which disclosure was given?")},
	{.name = "how",
		.kind = FORM_PICK,
		.label = N_("Told"),
		.group = FILLED,
		.flags = KNOWN | FORM_NEED},
	{.name = "rights",
		.kind = FORM_YESNO,
		.label = N_("Rights read out"),
		.flags = KNOWN | FORM_NEED,
		.hint = N_("Re-examination, mediation, arbitration, court.")},
	{.name = "told_text",
		.kind = FORM_TEXT,
		.label = N_("What was said"),
		.flags = KNOWN | FORM_WIDE,
		.max = 1500},
	{.name = "words",
		.kind = FORM_TEXT,
		.label = N_("Their words"),
		.flags = KNOWN | FORM_WIDE,
		.max = 1500},
	{.name = "day",
		.kind = FORM_DATE,
		.label = N_("After-care call"),
		.flags = KNOWN | FORM_NEED,
		.shown = is_complaint},
	{.name = "ending", .kind = FORM_PICK, .label = N_("Ended"), .flags = KNOWN | FORM_NEED},
};

static void
follow_outcome(Form *form)
{
	const OnSpot *spot = form_data(form);
	const char *outcome = form_value(form, "outcome_1");
	bool upheld = strcmp(outcome, "upheld") == 0;

	for (unsigned i = 2; i <= MIN(spot->ticket->claims->len, CLOSE_MAX_CLAIMS); i++) {
		g_autofree char *name = g_strdup_printf("outcome_%u", i);
		g_autofree char *reason = g_strdup_printf("reason_%u", i);

		form_set_default(form, name, outcome, NULL);
		form_set_default(
			form, reason, upheld ? "" : _("Explained at the counter."), NULL);
	}
	form_set_default(form, "reason_1", upheld ? "" : _("Explained at the counter."), NULL);
}

static void
changed(Form *form, const char *name)
{
	if (strcmp(name, "outcome_1") == 0)
		follow_outcome(form);
}

static void
start(Form *form)
{
	const OnSpot *spot = form_data(form);
	g_autofree char *day = close_dup_day(form, 3);

	if (!spot->ticket->claims->len)
		form_set_default(form, "claim_kind", "W02", NULL);
	form_set_default(form, "cause", close_cause_for(spot->ticket->reason), NULL);
	form_set_default(form, "how", "in_person", NULL);
	form_set_default(form, "rights", "yes", NULL);
	form_set_default(form, "day", day, NULL);
	form_set_default(form, "ending", "told", NULL);
}

static void
done(View *owner, const ActResult *result, void *data)
{
	Form *form = form_from_view(owner);

	((OnSpot *)form_data(form))->busy = false;
	if (result->outcome == ACT_REFUSED)
		form_take_refusals(form, result);
	if (result->outcome == ACT_SAVED)
		form_close(form);
}

static void
submit(Form *form)
{
	OnSpot *spot = form_data(form);

	if (spot->busy)
		return;
	spot->busy = true;
	app_submit(form_app(form), close_act_new(form, spot->ticket, true),
		_("%s is settled and told."), done, (ViewHook){.owner = form_view(form)});
}

static const FormSpec base = {
	.name = ON_SPOT_DRAFT,
	.title = N_("Settled on the spot"),
	.submit_label = N_("settle it"),
	.popup = true,
	.start = start,
	.changed = changed,
	.submit = submit,
};

static void
add_claim(OnSpot *spot, Desk *desk, unsigned n)
{
	g_autofree char *words = close_dup_claim(desk, spot->ticket->claims->pdata[n - 1]);
	FormField reason = filled[1];

	form_build_numbered(spot->build, &another, n);
	form_build_last(spot->build)->group = FILLED;
	form_build_last(spot->build)->label =
		form_build_own(spot->build, g_strdup_printf("%u %s", n, words));
	reason.name = "reason";
	form_build_numbered(spot->build, &reason, n);
}

static const FormSpec *
make_spec(OnSpot *spot, Desk *desk)
{
	unsigned n = MIN(spot->ticket->claims->len, CLOSE_MAX_CLAIMS);

	spot->build = form_build_new(&base);
	form_build_fields(spot->build, asked, G_N_ELEMENTS(asked));
	for (unsigned i = 2; i <= n; i++)
		add_claim(spot, desk, i);
	form_build_fields(spot->build, filled, G_N_ELEMENTS(filled));
	for (unsigned i = 1; i <= MAX(n, 1); i++) {
		g_autofree char *name = g_strdup_printf("outcome_%u", i);

		form_build_codes(spot->build, name, "upheld|partly|not_upheld|not_handled");
	}
	form_build_codes(spot->build, "matter", "satisfied|accepts|rejects");
	form_build_codes(spot->build, "treatment", "satisfied|accepts|rejects");
	form_build_codes(spot->build, "agreed", "yes|no");
	form_build_codes(spot->build, "cause",
		"people|process|system|rule|marketing|disclosure|partner|misunderstanding|"
		"outside|"
		"unfounded");
	form_build_codes(spot->build, "how", "in_person|phone");
	form_build_codes(spot->build, "ending", "told|mediated|passed_on");
	return form_build_spec(spot->build);
}

void
on_spot_open(App *app, const Ticket *ticket)
{
	const Person *me = desk_person(app_desk(app));
	g_autoptr(GError) error = NULL;
	OnSpot *spot;

	if (me && strcmp(ticket->complained_person_id, me->id) == 0) {
		app_say(app, "%s", _("The complaint is about you. A colleague must do this."));
		return;
	}
	spot = g_new0(OnSpot, 1);
	spot->ticket = desk_ticket(app_desk(app), ticket->id, &error);
	if (!spot->ticket) {
		app_say_error(app, "%s", error->message);
		g_free(spot);
		return;
	}
	form_open(app, make_spec(spot, app_desk(app)), ticket->id, spot, on_spot_free);
}
