/*
 * From an act to its result on the message line. An AppSubmit lives from
 * app_submit() until the desk has answered for the last time, or the person
 * has cancelled; it outlives its view and even the app.
 *
 *   submitted --saved, refused, failed------------> told, done called, freed
 *       |  ^
 *       |  +--second person signed--+
 *       +--second person missing--> asking --cancelled--> done called, freed
 *
 * desk_submit() takes its act, so a copy is kept for the second try.
 */
#include "config.h"

#include "tui/app.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/app-private.h"
#include "tui/dialog.h"

typedef struct AppSubmit {
	App *app; /* NULL once it is freed */
	Act *act; /* kept for a second try */
	char *saved;
	AppDone done;
	AppCall *call;
	ActResult *refused; /* of the first try, while asking */
} AppSubmit;

static void
submit_free(AppSubmit *submit)
{
	if (submit->app) {
		g_ptr_array_remove_fast(submit->app->submits, submit);
		app_call_free(submit->call);
	}
	act_free(submit->act);
	act_result_free(submit->refused);
	g_free(submit->saved);
	g_free(submit);
}

void
app_submits_orphan(App *app)
{
	while (app->submits->len) {
		AppSubmit *submit = g_ptr_array_steal_index_fast(app->submits, 0);

		g_clear_pointer(&submit->call, app_call_free);
		submit->app = NULL;
		/* While asking, no answer of the desk will come to free it. */
		if (submit->refused)
			submit_free(submit);
	}
}

static bool
only_second_person(const ActResult *result)
{
	for (unsigned i = 0; i < result->refusals->len; i++) {
		const Refusal *refusal = g_ptr_array_index(result->refusals, i);

		if (refusal->code != REFUSAL_SECOND_PERSON)
			return false;
	}
	return result->refusals->len > 0;
}

static void
tell_saved(App *app, const AppSubmit *submit, const ActResult *result)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) parts = NULL;

	if (!submit->saved)
		return;
	parts = g_strsplit(submit->saved, "%s", 2);
	text = parts[0] && parts[1]
		       ? g_strconcat(
				 parts[0], result->number ? result->number : "", parts[1], NULL)
		       : g_strdup(submit->saved);
	app_say(app, "%s  %s", text, _("u = undo"));
}

/* Two fields may be refused by one rule, in the same words. */
static bool
says_more(const ActResult *result)
{
	for (unsigned i = 1; i < result->refusals->len; i++) {
		const Refusal *first = g_ptr_array_index(result->refusals, 0);
		const Refusal *other = g_ptr_array_index(result->refusals, i);

		if (g_strcmp0(first->text, other->text) != 0)
			return true;
	}
	return false;
}

static void
tell_refused(App *app, const ActResult *result)
{
	const Refusal *first =
		result->refusals->len ? g_ptr_array_index(result->refusals, 0) : NULL;
	g_autofree char *all = NULL;

	app_say_error(app, "%s", first ? first->text : _("The act was refused."));
	if (!says_more(result))
		return;
	all = act_result_dup_text(result);
	dialog_text(app, _("This stands in the way"), all);
}

static void
finish(AppSubmit *submit, const ActResult *result)
{
	App *app = submit->app;
	View *owner = submit->call->owner;

	switch (result->outcome) {
	case ACT_SAVED:
		tell_saved(app, submit, result);
		break;
	case ACT_REFUSED:
		tell_refused(app, result);
		break;
	case ACT_FAILED:
		app_say_error(
			app, "%s", result->error ? result->error : _("Nothing was saved."));
		break;
	}
	if (owner && submit->done) {
		submit->done(owner, result, submit->call->data);
		view_touch(owner, VIEW_STALE_PAINT);
	}
	submit_free(submit);
	app_end_turn(app);
}

static void submit_try(AppSubmit *submit);

static void
authorised(View *owner, SignOnOutcome outcome, void *data)
{
	AppSubmit *submit = data;

	if (outcome == SIGN_ON_OK) {
		g_clear_pointer(&submit->refused, act_result_free);
		submit_try(submit);
		return;
	}
	app_say(submit->app, "%s", _("Not authorised; nothing was saved."));
	if (submit->call->owner && submit->done)
		submit->done(submit->call->owner, submit->refused, submit->call->data);
	submit_free(submit);
}

static void
answered(const ActResult *result, void *data)
{
	AppSubmit *submit = data;
	g_autofree char *why = NULL;

	if (!submit->app) {
		submit_free(submit);
		return;
	}
	if (result->outcome != ACT_REFUSED || *submit->act->second ||
		!only_second_person(result)) {
		finish(submit, result);
		return;
	}
	submit->refused = act_result_new();
	submit->refused->outcome = ACT_REFUSED;
	for (unsigned i = 0; i < result->refusals->len; i++) {
		const Refusal *r = g_ptr_array_index(result->refusals, i);

		act_result_refuse(
			submit->refused, r->code, r->kind, r->field, g_strdup(r->text));
	}
	why = act_result_dup_text(result);
	dialog_authorise(submit->app, submit->act, why, authorised,
		(ViewHook){.owner = &submit->app->root, .data = submit});
}

/* The act goes to the desk as a copy of itself. */
static void
submit_try(AppSubmit *submit)
{
	g_autofree char *json = act_to_json(submit->act);
	Act *copy = act_new_from_json(submit->act->env, json, NULL);

	g_assert(copy);
	desk_submit(submit->app->config.desk, copy, answered, submit);
}

void
app_submit(App *app, Act *act, const char *saved, AppDone done, ViewHook hook)
{
	AppSubmit *submit = g_new0(AppSubmit, 1);

	submit->app = app;
	submit->act = act;
	submit->saved = g_strdup(saved);
	submit->done = done;
	submit->call = app_call_new(app, hook);
	g_ptr_array_add(app->submits, submit);
	submit_try(submit);
}
