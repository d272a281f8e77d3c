/*
 * Closing as one form of which a step at a time is shown:
 *
 *	1 outcome -F2-> 2 cause -F2-> 3 told -F2-> 4 check -F2-> closed
 *	          <-F3-         <-F3-        <-F3-
 *
 * What is missing is asked of the validator (desk_closing_gaps), with all that
 * is filled in so far. See tui/view-close.h.
 */
#include "config.h"

#include "tui/view-close.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/close-private.h"
#include "tui/dialog.h"
#include "tui/form-on-spot.h"
#include "tui/print.h"

#define MAX_GAPS 6

static void
data_free(void *memory)
{
	CloseData *data = memory;

	ticket_free(data->ticket);
	form_build_free(data->build);
	act_result_free(data->gaps);
	g_free(data);
}

/* Enquiries and suggestions are answered, not settled: only the telling is asked. */
static int
first_step(const CloseData *data)
{
	return data->ticket->contact_kind == CONTACT_COMPLAINT ? 1 : 3;
}

static int
last_step(const CloseData *data)
{
	return data->ticket->contact_kind == CONTACT_COMPLAINT ? CLOSE_STEPS : 3;
}

/* ---- what is missing ---- */

static void
find_gaps(Form *form)
{
	CloseData *data = form_data(form);
	g_autoptr(Act) act = close_dup_act(form, false);

	act_result_free(data->gaps);
	data->gaps = desk_closing_gaps(form_desk(form), data->ticket->id, act, NULL);
	view_touch(form_view(form), VIEW_STALE_SIZE);
}

static bool
step_is_done(const CloseData *data, int step)
{
	for (guint i = 0; data->gaps && i < data->gaps->refusals->len; i++) {
		const Refusal *refusal = data->gaps->refusals->pdata[i];

		if (refusal->code != REFUSAL_SECOND_PERSON &&
			close_step_of_field(refusal->field) == step)
			return false;
	}
	return data->gaps != NULL;
}

/* ---- head ---- */

static void
draw_steps(const CloseData *data, Canvas *canvas, Rect line)
{
	int col = line.col + 1;

	for (int step = first_step(data); step <= last_step(data); step++) {
		Role role = step == data->step ? ROLE_MARKER : ROLE_LABEL;

		if (line.cols < 60 && step != data->step)
			continue;
		col = canvas_printf(canvas, line.row, col, role, "[%s] %d %s",
			step_is_done(data, step) ? "x" : " ", step, close_step_title(step));
		col += 3;
	}
}

static int
draw_gap(Canvas *canvas, const CellRules *rules, Rect line, const char *text)
{
	g_autofree char *words = g_strconcat("- ", text, NULL);

	line.rows = canvas ? line.rows : 99;
	return mask_put_wrapped(canvas, rules, line, words, 0);
}

/* On the last step: what the validator would still say. */
static int
draw_gaps(const Form *form, Canvas *canvas, Rect rect)
{
	const CloseData *data = form_data(form);
	const CellRules *rules = app_rules(form_app(form));
	guint n = data->gaps ? data->gaps->refusals->len : 0;
	int row = 1;

	if (canvas)
		canvas_put(canvas, rect.row, rect.col + 1,
			n ? _("Still missing before this can close:")
			  : _("Nothing is missing. F2 closes it."),
			n ? ROLE_DUE_SOON : ROLE_DONE);
	for (guint i = 0; i < MIN(n, MAX_GAPS) && row < rect.rows; i++) {
		const Refusal *refusal = data->gaps->refusals->pdata[i];

		row += draw_gap(canvas, rules,
			(Rect){rect.row + row, rect.col + 2, rect.rows - row, rect.cols - 3},
			refusal->text);
	}
	return row;
}

/* The smallest screens have a row for how many, not which. */
static int
draw_count(const CloseData *data, Canvas *canvas, Rect line)
{
	guint n = data->gaps ? data->gaps->refusals->len : 0;

	if (canvas && n)
		canvas_printf(canvas, line.row, line.col + 1, ROLE_DUE_SOON,
			ngettext("%u thing is still missing.", "%u things are still missing.",
				n),
			n);
	return n > 0;
}

static void
draw_number(const CloseData *data, Canvas *canvas, Rect line)
{
	int col = canvas_printf(
		canvas, line.row, line.col + 1, ROLE_HEADING, "%s  ", data->ticket->number);

	mask_put_field(canvas, (Rect){line.row, col, 1, line.col + line.cols - col},
		ticket_title(data->ticket), MASK_NONE, ROLE_DEFAULT);
}

static int
head(const Form *form, Canvas *canvas, Rect rect)
{
	const CloseData *data = form_data(form);
	bool small = form_view((Form *)form)->rect.rows < 16;
	bool last = data->step == last_step(data);
	Rect rest = {
		rect.row + (small ? 1 : 2), rect.col, rect.rows - (small ? 1 : 2), rect.cols};

	if (canvas && !small)
		draw_number(data, canvas, rect);
	if (canvas)
		draw_steps(data, canvas, (Rect){rest.row - 1, rect.col, 1, rect.cols});
	if (small)
		return 1 + (last ? draw_count(data, canvas, rest) : 0);
	/* A blank row before the fields. */
	return 3 + (last ? draw_gaps(form, canvas, rest) : 0);
}

/* ---- steps ---- */

static void
go_to(Form *form, int step)
{
	CloseData *data = form_data(form);
	g_autofree char *text = g_strdup_printf("%d", step);

	data->step = step;
	form_build_set_submit(
		data->build, step == last_step(data) ? N_("close it") : N_("next step"));
	form_set(form, "step", text);
	form_focus(form, close_first_field(form, step));
	find_gaps(form);
	app_say(form_app(form), _("Step %1$d of %2$d: %3$s. F3 goes back a step."), step,
		CLOSE_STEPS, close_step_title(step));
}

static void
changed(Form *form, const char *name)
{
	CloseData *data = form_data(form);
	int step;

	if (strcmp(name, "step") == 0) {
		data->all = true;
		step = (int)g_ascii_strtoll(form_value(form, "step"), NULL, 10);
		data->all = false;
		data->step = CLAMP(step, first_step(data), last_step(data));
	} else if (strcmp(name, "how") == 0) {
		bool unreachable = strcmp(form_value(form, "how"), "unreachable") == 0;

		form_set_default(form, "ending", unreachable ? "unreachable" : "told", NULL);
		if (unreachable)
			form_set_default(form, "agreed", "unreachable", NULL);
	}
	if (strcmp(name, "told_text") != 0 && strcmp(name, "words") != 0)
		find_gaps(form);
}

static bool
key(Form *form, const Key *typed)
{
	const CloseData *data = form_data(form);

	if (typed->code == KEY_F1 + 2 || typed->code == KEY_PAGE_UP) {
		if (data->step > first_step(data))
			go_to(form, data->step - 1);
		return true;
	}
	if (typed->code == KEY_PAGE_DOWN) {
		if (data->step < last_step(data))
			go_to(form, data->step + 1);
		return true;
	}
	return false;
}

/* ---- closing ---- */

static void
summary_answered(View *owner, int answer, void *ticket)
{
	if (answer == 1)
		print_paper(owner->app, ticket, PAPER_CLOSING);
}

static void
offer_summary(App *app, const char *ticket)
{
	const char *options[] = {_("print the summary for the customer"), NULL};
	DialogChoice choice = {.title = _("Closed"),
		.text = _("The customer may have the result in writing."),
		.options = options};

	dialog_choice(app, &choice, summary_answered,
		(ViewHook){app_view(app), g_strdup(ticket), g_free});
}

static void
closed(View *owner, const ActResult *result, void *unused)
{
	Form *form = form_from_view(owner);
	CloseData *data = form_data(form);
	App *app = form_app(form);
	g_autofree char *ticket = g_strdup(data->ticket->id);

	data->busy = false;
	if (result->outcome == ACT_SAVED) {
		form_close(form);
		offer_summary(app, ticket);
		return;
	}
	if (result->outcome == ACT_REFUSED)
		form_take_refusals(form, result);
	find_gaps(form);
}

static void
submit(Form *form)
{
	CloseData *data = form_data(form);
	int problems;

	if (!close_check_step(form, data->step) || data->busy)
		return;
	if (data->step < last_step(data)) {
		go_to(form, data->step + 1);
		return;
	}
	data->all = true;
	problems = form_check(form);
	data->all = false;
	if (problems) {
		g_autofree char *name = g_strdup(form_focused(form));

		go_to(form, close_step_of_field(name));
		form_focus(form, name);
		return;
	}
	data->busy = true;
	app_submit(form_app(form), close_dup_act(form, true), _("%s is closed."), closed,
		(ViewHook){.owner = form_view(form)});
}

static void
start(Form *form)
{
	close_set_defaults(form);
}

static const FormSpec base = {
	.name = "close",
	.title = N_("Close"),
	.submit_label = N_("next step"),
	.start = start,
	.changed = changed,
	.submit = submit,
	.key = key,
	.head = head,
};

static const char *
why_not(const Ticket *ticket, const Person *me)
{
	if (!ticket_is_open(ticket))
		return _("This complaint is not open.");
	if (me && strcmp(ticket->complained_person_id, me->id) == 0)
		return _("The complaint is about you. A colleague must do this.");
	return NULL;
}

/* One left half filled in right after filing has no other way back. */
static bool
has_on_spot_draft(Desk *desk, const Ticket *ticket)
{
	g_autoptr(GPtrArray) drafts = desk_drafts(desk);

	for (guint i = 0; drafts && i < drafts->len; i++) {
		const Draft *draft = drafts->pdata[i];

		if (strcmp(draft->form, ON_SPOT_DRAFT) == 0 &&
			strcmp(draft->subject, ticket->id) == 0)
			return true;
	}
	return false;
}

void
close_open(App *app, const char *ticket_id)
{
	Desk *desk = app_desk(app);
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(desk, ticket_id, &error);
	CloseData *data;
	Form *form;

	if (!ticket || why_not(ticket, desk_person(desk))) {
		app_say_error(app, "%s",
			ticket ? why_not(ticket, desk_person(desk)) : error->message);
		return;
	}
	if (has_on_spot_draft(desk, ticket)) {
		on_spot_open(app, ticket);
		return;
	}
	data = g_new0(CloseData, 1);
	data->ticket = g_steal_pointer(&ticket);
	data->step = first_step(data);
	form = form_new(app, close_spec(data, desk, &base), data->ticket->id, data, data_free);
	if (data->step == last_step(data))
		form_build_set_submit(data->build, N_("close it"));
	find_gaps(form);
	app_push(app, form_view(form));
}

void
close_run(App *app, View *view, Verb verb)
{
	VerbSubject subject;

	app_subject(app, &subject);
	if (subject.id[0])
		close_open(app, subject.id);
}
