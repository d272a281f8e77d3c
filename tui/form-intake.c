/* The intake form's life: opening, following changes, filing. See tui/form-intake.h. */
#include "config.h"

#include "tui/form-intake.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/intake-private.h"
#include "tui/view-receipt.h"

#define DRAFT "intake"

static void
data_free(void *data)
{
	IntakeData *intake = data;

	form_build_free(intake->build);
	g_free(intake->duplicate);
	g_free(intake);
}

static void
start(Form *form)
{
	IntakeData *intake = form_data(form);

	intake->opened_us = app_now_us(form_app(form));
	intake->begun = intake->busy = false;
	g_clear_pointer(&intake->duplicate, g_free);
	intake_set_defaults(form);
}

static void
find_duplicate(Form *form)
{
	IntakeData *intake = form_data(form);

	g_free(intake->duplicate);
	intake->duplicate = intake_dup_duplicate(form);
	view_touch(form_view(form), VIEW_STALE_SIZE);
}

/* An empty form may stand for hours; its time is that of the first key, not of its opening. */
static void
begin(Form *form)
{
	IntakeData *intake = form_data(form);

	if (intake->begun)
		return;
	intake->begun = true;
	intake->opened_us = app_now_us(form_app(form));
	intake_set_received(form);
}

/* The time the customer came is when the form was begun; a draft keeps it. */
static void
pin_received(Form *form)
{
	g_autofree char *received = g_strdup(form_value(form, "received"));

	if (*received)
		form_set(form, "received", received);
}

static void
changed(Form *form, const char *name)
{
	begin(form);
	if (strcmp(name, "customer") == 0) {
		intake_customer_picked(form);
		find_duplicate(form);
	} else if (strcmp(name, "category") == 0) {
		find_duplicate(form);
	} else if (strcmp(name, "asks") == 0 && strcmp(form_value(form, "asks"), "yes") == 0) {
		form_set(form, "contact_kind", "complaint");
		intake_set_due(form);
	} else if (strcmp(name, "received") == 0 || strcmp(name, "contact_kind") == 0) {
		intake_set_due(form);
		return;
	}
	pin_received(form);
}

static int
head(const Form *form, Canvas *canvas, Rect rect)
{
	const IntakeData *intake = form_data(form);
	int64_t begun_us = intake->begun ? intake->opened_us : app_now_us(form_app(form));
	int64_t seconds = (app_now_us(form_app(form)) - begun_us) / US_PER_SECOND;
	g_autofree char *elapsed = NULL;

	if (!canvas)
		return rect.rows >= 16 || intake->duplicate;
	elapsed = g_strdup_printf(
		_("elapsed %1$d:%2$02d"), (int)(seconds / 60), (int)(seconds % 60));
	if (intake->duplicate)
		mask_put_field(canvas, (Rect){rect.row, rect.col + 2, 1, rect.cols - 2},
			intake->duplicate, MASK_NONE, ROLE_DUE_SOON);
	else
		canvas_put_aligned(canvas, (Rect){rect.row, rect.col, 1, rect.cols - 1},
			elapsed, CELL_ALIGN_RIGHT, ROLE_LABEL);
	return 1;
}

static void
filed(View *owner, const ActResult *result, void *data)
{
	Form *form = form_from_view(owner);
	IntakeData *intake = form_data(form);
	App *app = form_app(form);

	intake->busy = false;
	if (result->outcome == ACT_REFUSED)
		form_take_refusals(form, result);
	if (result->outcome != ACT_SAVED)
		return;
	if (app_has_below(app))
		form_close(form);
	else
		form_reset(form);
	receipt_open(app, result->ticket);
}

static void
submit(Form *form)
{
	IntakeData *intake = form_data(form);

	if (intake->busy)
		return;
	intake->busy = true;
	app_submit(form_app(form), intake_act(form), NULL, filed,
		(ViewHook){.owner = form_view(form)});
}

static const FormSpec spec = {
	.name = DRAFT,
	.title = N_("New complaint"),
	.submit_label = N_("file it"),
	.start = start,
	.changed = changed,
	.submit = submit,
	.head = head,
};

static Form *
make(App *app)
{
	IntakeData *intake = g_new0(IntakeData, 1);

	return form_new(app, intake_spec(intake, &spec), "", intake, data_free);
}

View *
intake_home(App *app)
{
	return form_view(make(app));
}

void
intake_open(App *app)
{
	if (!form_view_is(app_view(app), DRAFT))
		app_push(app, form_view(make(app)));
}

void
intake_run(App *app, View *view, Verb verb)
{
	intake_open(app);
}
