/*
 * Acting through the desk: to the own store thread, or to the process that
 * owns the store, always off the UI thread; then what changed is told once.
 * See desk.h.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "core/desk-private.h"
#include "core/error.h"
#include "core/text.h"
#include "core/ticket-fold.h"
#include "core/words.h"

typedef struct Submission {
	Desk *desk;
	Act *act;
	ActResult *result;
	DeskDone done;
	void *data;
} Submission;

static void
submission_free(Submission *submission)
{
	act_free(submission->act);
	act_result_free(submission->result);
	g_free(submission);
}

#define NEWS_MAX 16

static const char select_version[] = "PRAGMA data_version";
static const char select_news[] =
	"SELECT row, subject_kind FROM event_log WHERE row > :row ORDER BY row DESC LIMIT :max";

/* Counts the commits of others this connection can see; its own writer is another one. */
static int64_t
read_version(Desk *desk)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_version, NULL);
	int64_t version = stmt && db_step(stmt, NULL) ? db_int(stmt, 0) : 0;

	if (stmt)
		sqlite3_reset(stmt);
	return version;
}

/* Few events of time, and nothing beside them. Rows made anew without an event are no few. */
static bool
read_only_time(Desk *desk)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_news, NULL);
	int64_t since = desk->told_row;
	int n = 0, others = 0;

	if (!stmt)
		return false;
	db_bind_int(stmt, ":row", since);
	db_bind_int(stmt, ":max", NEWS_MAX);
	while (db_step(stmt, NULL)) {
		if (n++ == 0)
			desk->told_row = db_int(stmt, 0);
		others += db_int(stmt, 1) != SUBJECT_TIME;
	}
	sqlite3_reset(stmt);
	return since > 0 && n > 0 && n < NEWS_MAX && others == 0;
}

bool
desk_changed_only_time(const Desk *desk)
{
	return desk->only_time;
}

void
desk_note_change(Desk *desk)
{
	int64_t version = read_version(desk);

	desk->head_moved = false;
	/* An own act is heard of twice: from its answer, and from the head beside the database.
	 */
	if (version && version == desk->data_version)
		return;
	desk->data_version = version;
	desk->only_time = read_only_time(desk);
	desk->running_known = false;
	if (!desk->only_time) {
		desk_read_people(desk, NULL);
		desk_read_reference(desk, NULL);
	}
	if (desk->changed)
		desk->changed(desk->changed_data);
	desk->only_time = false;
}

/* The person's last act that touched a complaint is what `u` takes back. */
static void
remember(Desk *desk, const ActResult *result)
{
	if (result->outcome != ACT_SAVED || !result->ticket[0])
		return;
	g_strlcpy(desk->last_ticket, result->ticket, UUID_LEN);
}

static void
finish(Submission *submission)
{
	Desk *desk = submission->desk;
	bool saved = submission->result->outcome == ACT_SAVED;

	if (saved && !desk->closing)
		remember(desk, submission->result);
	if ((saved || desk->head_moved) && !desk->closing)
		desk_note_change(desk);
	if (submission->done && !desk->closing)
		submission->done(submission->result, submission->data);
	submission_free(submission);
}

/* ---- in the own store ---- */

static void
run_in_store(Store *store, void *data)
{
	Submission *submission = data;

	store_apply(store, submission->act, submission->result);
}

static void
done_in_store(Store *store, void *data)
{
	Submission *submission = data;

	submission->desk->pending--;
	submission->desk->acting--;
	finish(submission);
}

static void
post(Submission *submission)
{
	submission->desk->pending++;
	submission->desk->acting++;
	store_post(submission->desk->store, STORE_LANE_USER, run_in_store, done_in_store,
		submission);
}

/* ---- in another process ---- */

ActResult *
desk_hand_over(Desk *desk, const Act *act, GError **error)
{
	if (!desk_is_replaced(desk))
		return handover_send(desk->folder, act, error);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		_("While this amends was open, the store was restored from a backup or made again, so what "
		  "it shows is no longer the store. Nothing was entered; what you typed is kept. Leave "
		  "amends and start it again."));
	return NULL;
}

static void
run_elsewhere(Desk *desk, void *data)
{
	Submission *submission = data;
	g_autoptr(GError) error = NULL;
	ActResult *result = desk_hand_over(desk, submission->act, &error);

	if (result) {
		act_result_free(submission->result);
		submission->result = result;
		return;
	}
	submission->result->outcome = ACT_FAILED;
	submission->result->error = g_strdup(error->message);
}

static void
done_elsewhere(Desk *desk, void *data)
{
	Submission *submission = data;

	/* Nobody answered: the owner is gone. We are next; if it took this act, that is known
	 * by its id. */
	if (submission->result->outcome == ACT_FAILED && desk_take_over(desk)) {
		act_result_free(submission->result);
		submission->result = act_result_new();
		post(submission);
		return;
	}
	finish(submission);
}

void
desk_submit(Desk *desk, Act *act, DeskDone done, void *data)
{
	Submission *submission = g_new0(Submission, 1);

	*submission = (Submission){desk, act, act_result_new(), done, data};
	if (desk->store)
		post(submission);
	else
		desk_work(desk, run_elsewhere, done_elsewhere, submission);
}

typedef struct Waiting {
	const Act *act;
	ActResult *result;
} Waiting;

static void
run_waiting(Store *store, void *data)
{
	Waiting *waiting = data;

	store_apply(store, waiting->act, waiting->result);
}

/* The owner may be about to leave, or another process about to become it: neither takes longer.
 */
#define OWNER_TRIES    100
#define OWNER_PAUSE_US 20000

static ActResult *
fail_waiting(const GError *error)
{
	ActResult *result = act_result_new();

	result->outcome = ACT_FAILED;
	result->error = g_strdup(error->message);
	return result;
}

ActResult *
desk_run_act(Desk *desk, const Act *act)
{
	for (int i = 0;; i++) {
		g_autoptr(GError) error = NULL;
		ActResult *result = desk->store ? NULL : desk_hand_over(desk, act, &error);

		if (result)
			return result;
		if (desk->store || (g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED) &&
					   desk_take_over(desk))) {
			Waiting waiting = {act, act_result_new()};

			store_call(desk->store, run_waiting, &waiting);
			return waiting.result;
		}
		/* Without an answer it may have been written: never again by ourselves. */
		if (i >= OWNER_TRIES ||
			!g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED))
			return fail_waiting(error);
		g_usleep(OWNER_PAUSE_US);
	}
}

ActResult *
desk_submit_wait(Desk *desk, Act *act)
{
	ActResult *result = desk_run_act(desk, act);

	if (result->outcome == ACT_SAVED) {
		remember(desk, result);
		desk_note_change(desk);
	}
	return result;
}

Act *
desk_act(Desk *desk)
{
	return act_new(desk->env, desk->current ? desk->current->id : "");
}

void
desk_on_change(Desk *desk, DeskChanged changed, void *data)
{
	desk->changed = changed;
	desk->changed_data = data;
}

/* ---- the last act ---- */

static const char select_recent[] =
	"SELECT DISTINCT subject FROM (SELECT subject FROM event_log WHERE subject_kind = 0 "
	"ORDER BY row DESC LIMIT 300)";

static bool
is_mine(const Desk *desk, const Event *event)
{
	return desk->current && strcmp(event->actor, desk->current->id) == 0;
}

static void
collect_undone(const GPtrArray *events, GHashTable *undone)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];
		size_t j;
		json_t *id;

		if (event->kind != EVENT_ACT_UNDONE)
			continue;
		json_array_foreach(json_object_get(event->payload, "undoes"), j, id)
			g_hash_table_add(undone, (char *)json_string_value(id));
	}
}

/* The newest own group on this complaint, if all of it can be taken back; *ret_last is its
 * newest event either way, so that an act that stays never hands its turn to an older one. */
static GStrv
last_act_on(Desk *desk, const GPtrArray *events, const Event **ret_last)
{
	g_autoptr(GHashTable) undone = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
	const Event *last = NULL;

	collect_undone(events, undone);
	for (guint i = events->len; i-- > 0;) {
		const Event *event = events->pdata[i];
		bool same = last && last->group[0] && strcmp(event->group, last->group) == 0;

		if (!is_mine(desk, event) || g_hash_table_contains(undone, event->id) ||
			event->kind == EVENT_DATA_SEEN || event->kind == EVENT_ACT_UNDONE ||
			(last && !same))
			continue;
		if (!last)
			*ret_last = last = event;
		if (event->kind == EVENT_UNKNOWN || !event->payload ||
			!rules_kind_can_be_undone(event->kind))
			return NULL;
		g_strv_builder_add(ids, event->id);
	}
	return last ? g_strv_builder_end(ids) : NULL;
}

static char *
dup_recent_ticket(Desk *desk)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_recent, NULL);
	g_autoptr(GPtrArray) subjects = g_ptr_array_new_with_free_func(g_free);
	char best_hlc[HLC_LEN] = "";
	char *best = NULL;

	while (stmt && db_step(stmt, NULL))
		g_ptr_array_add(subjects, g_strdup(db_text(stmt, 0)));
	for (guint i = 0; i < subjects->len; i++) {
		g_autoptr(GPtrArray) events =
			log_read_subject(desk->reader, subjects->pdata[i], NULL);
		const Event *last = NULL;
		g_auto(GStrv) ids = events ? last_act_on(desk, events, &last) : NULL;

		if (last && strcmp(last->hlc, best_hlc) > 0) {
			g_strlcpy(best_hlc, last->hlc, HLC_LEN);
			g_free(best);
			best = g_strdup(subjects->pdata[i]);
		}
	}
	return best;
}

GStrv
desk_last_act(Desk *desk, const char *ticket_id, char ret_ticket[UUID_LEN], char **ret_words)
{
	g_autofree char *id = ticket_id ? g_strdup(ticket_id) : NULL;
	g_autoptr(GPtrArray) events = NULL;
	const Event *last = NULL;
	GStrv ids;

	if (!id)
		id = desk->last_ticket[0] ? g_strdup(desk->last_ticket)
					  : dup_recent_ticket(desk);
	if (!id)
		return NULL;
	events = log_read_subject(desk->reader, id, NULL);
	ids = events ? last_act_on(desk, events, &last) : NULL;
	if (!ids)
		return NULL;
	g_strlcpy(ret_ticket, id, UUID_LEN);
	if (ret_words) {
		g_autofree char *text = words_dup_event(desk, last);

		*ret_words = g_strdup_printf("%s: %s", words_kind(last->kind), text);
	}
	return ids;
}
