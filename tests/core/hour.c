/* See hour.h. */
#include "config.h"

#include "tests/core/hour.h"

#include "core/attachment.h"
#include "core/import.h"

/* 2026-05-20 14:00 +08:00, a Wednesday. */
#define START_US     (INT64_C(1779256800) * US_PER_SECOND)
#define STEP_US	     (10 * US_PER_SECOND)
#define N_COMPLAINTS 7

typedef struct Hour {
	const HourConfig *config;
	Env env;
	Desk *desk;
	unsigned step, draft;
	char ticket[UUID_LEN], timer[UUID_LEN];
} Hour;

static void
make_id(char ret[UUID_LEN], unsigned kind, unsigned n)
{
	g_snprintf(ret, UUID_LEN, "019e0000-0000-7000-8%03u-%012u", kind, n);
}

static void
say(Hour *h, const char *sign, const char *what)
{
	g_autofree char *line = g_strdup_printf("%s %s", sign, what);

	h->config->said(line, h->config->data);
}

/* The clock of a step is the same in each run. */
static Act *
begin(Hour *h)
{
	Act *act = desk_act(h->desk);

	h->step++;
	h->env.fake_now_us = START_US + US_PER_HOUR + h->step * STEP_US;
	h->env.fake_boot_us = US_PER_HOUR + h->step * STEP_US;
	make_id(act->id, 1, h->step);
	return act;
}

/* Takes `act`; `more` (may be NULL) is true with it, and is said in the same breath. */
static void
save_and(Hour *h, Act *act, const char *more)
{
	g_autofree char *line = g_strconcat(act->id, more ? "\n" : NULL, more, NULL);
	g_autoptr(ActResult) result = desk_submit_wait(h->desk, act);
	g_autofree char *text = act_result_dup_text(result);

	if (result->outcome != ACT_SAVED)
		g_error("step %u was not saved: %s", h->step, text);
	say(h, "A", line);
	act_free(act);
}

static void
save(Hour *h, Act *act)
{
	save_and(h, act, NULL);
}

/* One event about the complaint at hand, with pairs of field and text; NULL ends. */
static Act *
one(Hour *h, EventKind kind, ...)
{
	Act *act = begin(h);
	const char *field;
	va_list fields;

	act_add(act, kind, h->ticket);
	va_start(fields, kind);
	while ((field = va_arg(fields, const char *)))
		act_text(act, field, va_arg(fields, const char *));
	va_end(fields);
	return act;
}

static void
add_claim(Hour *h, Act *act, const char *kind, unsigned n)
{
	char claim[UUID_LEN];

	make_id(claim, 3, h->step * 10 + n);
	act_add(act, EVENT_CLAIM_ADDED, h->ticket);
	act_text(act, "claim", claim);
	act_text(act, "kind", kind);
}

static void
log_complaint(Hour *h, unsigned n)
{
	Act *act = begin(h);
	g_autofree char *text = g_strdup_printf("第%u件：等了一小时，没有人理", n);

	make_id(h->ticket, 2, n);
	act_add(act, EVENT_COMPLAINT_LOGGED, h->ticket);
	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", text);
	act_text(act, "complainant", "王小明");
	act_text(act, "account_tail", "8848");
	act_int(act, "received", env_now_us(&h->env));
	add_claim(h, act, "W01", 0);
	save(h, act);
}

/* ---- drafts ---- */

static void
type(Hour *h, const char *text)
{
	g_autofree char *number = g_strdup_printf("%u", ++h->draft);
	const char *const fields[] = {"number", number, "text", text, NULL};

	desk_draft_save(h->desk, "note", h->ticket, fields);
	if (desk_draft_state(h->desk) != DRAFT_SAVED)
		g_error("draft %u was not saved", h->draft);
	say(h, "D", number);
}

static void
drop(Hour *h)
{
	g_autofree char *number = g_strdup_printf("%u", h->draft);

	desk_draft_drop(h->desk, "note", h->ticket);
	say(h, "X", number);
}

/* A note as it is typed; returns the id of the act. */
static void
note(Hour *h, char ret_act[UUID_LEN])
{
	Act *act;

	type(h, "Called the card");
	type(h, "Called the card centre, which");
	type(h, "Called the card centre, which looks into it.");
	act = one(h, EVENT_NOTE_ADDED, "text", "Called the card centre, which looks into it.",
		NULL);
	g_strlcpy(ret_act, act->id, UUID_LEN);
	save(h, act);
	drop(h);
}

static void
undo(Hour *h, const char *act_id)
{
	const char *const ids[] = {act_id, NULL};
	Act *act = begin(h);

	act_add(act, EVENT_ACT_UNDONE, h->ticket);
	act_list(act, "undoes", ids);
	save(h, act);
}

/* ---- the timer ---- */

static void
add_stop(Hour *h, Act *act, const char *how)
{
	act_add(act, EVENT_TIME_STOPPED, h->timer);
	act_int(act, "end", env_now_us(&h->env));
	act_int(act, "worked_us", 5 * STEP_US);
	act_text(act, "how", how);
}

static void
start_timer(Hour *h)
{
	Act *act = begin(h);
	g_autofree char *more = NULL;

	if (h->timer[0])
		add_stop(h, act, "switched");
	make_id(h->timer, 4, h->step);
	act_add(act, EVENT_TIME_STARTED, h->timer);
	act_text(act, "ticket", h->ticket);
	act_text(act, "person", desk_person(h->desk)->id);
	act_int(act, "start", env_now_us(&h->env));
	act_text(act, "boot", h->env.boot_id);
	act_int(act, "boot_us", h->env.boot_us(&h->env));
	more = g_strconcat("T ", h->timer, NULL);
	save_and(h, act, more);
}

static void
stop_timer(Hour *h)
{
	Act *act = begin(h);

	add_stop(h, act, "stopped");
	save_and(h, act, "S");
	h->timer[0] = '\0';
}

/* ---- files ---- */

static char *
path_outside(const Hour *h, const char *name)
{
	return g_build_filename(h->config->outside, name, NULL);
}

static void
attach(Hour *h)
{
	g_autofree char *path = path_outside(h, "letter.txt");
	g_autoptr(GError) error = NULL;
	g_auto(Attachment) file = {0};
	Act *act;

	if (!desk_attach(h->desk, path, &file, &error))
		g_error("%s", error->message);
	act = one(h, EVENT_FILE_ATTACHED, "name", file.name, "sha256", file.sha256, NULL);
	act_int(act, "size", file.size);
	save(h, act);
	say(h, "F", file.sha256);
}

typedef struct Import {
	bool done;
	char *error;
} Import;

static void
import_done(const ImportReport *report, const GError *error, void *data)
{
	Import *import = data;

	import->done = true;
	import->error = error ? g_strdup(error->message) : NULL;
	g_assert_cmpuint(report->bad, ==, 0);
}

static void
import_rows(Hour *h)
{
	g_autofree char *path = path_outside(h, "rows.csv"), *map = path_outside(h, "rows.map");
	ImportConfig config = {.path = path, .map = map};
	Import import = {0};
	ImportTold told = {.done = import_done, .data = &import};
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportJob) job = import_job_new(h->desk, &config, &error);
	g_autoptr(Act) start = NULL;
	g_autoptr(ActResult) result = NULL;

	g_assert_no_error(error);
	start = import_job_dup_start(job);
	result = desk_submit_wait(h->desk, start);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	import_job_run(job, &told);
	while (!import.done)
		g_assert_true(desk_step(h->desk));
	g_assert_cmpstr(import.error, ==, NULL);
	say(h, "I", "");
}

/* ---- the end of a complaint ---- */

static void
answer_claims(Act *act, const Ticket *ticket)
{
	for (guint i = 0; i < ticket->claims->len; i++) {
		const Claim *claim = ticket->claims->pdata[i];

		act_add(act, EVENT_CLAIM_ANSWERED, ticket->id);
		act_text(act, "claim", claim->id);
		act_text(act, "outcome", "upheld");
	}
}

static void
close_complaint(Hour *h)
{
	g_autoptr(Ticket) ticket = desk_ticket(h->desk, h->ticket, NULL);
	Act *act = begin(h);

	answer_claims(act, ticket);
	act_add(act, EVENT_ENDING_SET, h->ticket);
	act_text(act, "ending", "told");
	act_add(act, EVENT_CAUSE_SET, h->ticket);
	act_text(act, "cause", "rule");
	act_add(act, EVENT_CUSTOMER_TOLD, h->ticket);
	act_text(act, "how", "phone");
	act_int(act, "at", env_now_us(&h->env));
	act_bool(act, "rights", true);
	act_add(act, EVENT_REACTION_RECORDED, h->ticket);
	act_text(act, "matter", "satisfied");
	act_text(act, "treatment", "accepts");
	act_text(act, "asked_by", desk_person(h->desk)->id);
	act_bool(act, "self_asked", true);
	act_add(act, EVENT_AGREEMENT_RECORDED, h->ticket);
	act_text(act, "agreed", "yes");
	act_add(act, EVENT_AFTERCARE_PLANNED, h->ticket);
	act_text(act, "day", "2026-05-25");
	act_add(act, EVENT_STATUS_CHANGED, h->ticket);
	act_text(act, "to", "closed");
	act_base(act, ticket->base_status);
	save(h, act);
}

static void
add_contact(Hour *h)
{
	Act *act = one(h, EVENT_CONTACT_ADDED, "direction", "out", "how", "phone", "reached",
		"reached", "text", "Explained the fee", NULL);

	act_int(act, "at", env_now_us(&h->env));
	save(h, act);
}

static void
add_wish(Hour *h)
{
	Act *act = begin(h);

	add_claim(h, act, "W02", 1);
	save(h, act);
}

/* One complaint with all its acts; every other is closed. */
static void
handle(Hour *h, unsigned n)
{
	char note_id[UUID_LEN];

	log_complaint(h, n);
	start_timer(h);
	note(h, note_id);
	add_contact(h);
	save(h, one(h, EVENT_RECEIPT_GIVEN, "paper", "registration", "way", "printer", NULL));
	add_wish(h);
	undo(h, note_id);
	save(h, one(h, EVENT_FACT_CHANGED, "field", "subject", "value", "等候", NULL));
	if (n % 4 == 1)
		attach(h);
	if (n % 2 == 0)
		close_complaint(h);
	if (n % 4 == 3)
		stop_timer(h);
	/* What the loop of a screen does between two keys. */
	while (desk_step(h->desk))
		;
}

void
hour_run(const HourConfig *config)
{
	Hour h = {.config = config};
	g_autoptr(GError) error = NULL;

	h.desk = hour_open(config->folder, &h.env, config->seed, &error);
	g_assert_no_error(error);
	for (unsigned n = 0; n < N_COMPLAINTS; n++) {
		handle(&h, n);
		if (n == 2)
			import_rows(&h);
	}
	/* What is half typed at the end of the hour, and a timer that runs. */
	start_timer(&h);
	type(&h, "Half a sen");
	desk_free(h.desk);
}

/* ---- the store and its desk ---- */

static Desk *
open_desk(const char *folder, Env *env, bool create, GError **error)
{
	DeskConfig config = {.folder = folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = env,
		.stepped = true,
		.create = create,
		.practice = true,
		.branch = "0571",
		.branch_name = "Xihu",
		.zone = "Asia/Shanghai"};

	return desk_open(&config, error);
}

Desk *
hour_open(const char *folder, Env *env, uint64_t seed, GError **error)
{
	Desk *desk;

	env_init_fake(env, START_US + US_PER_HOUR, seed);
	desk = open_desk(folder, env, false, error);
	if (desk)
		desk_assume(desk, ((const Person *)desk_people(desk)->pdata[0])->id);
	return desk;
}

static void
write_outside(const char *outside, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(outside, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

void
hour_make(const char *folder, const char *outside)
{
	Env env;
	g_autoptr(GError) error = NULL;
	g_autoptr(Desk) desk = NULL;
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;

	env_init_fake(&env, START_US, 1);
	desk = open_desk(folder, &env, true, &error);
	g_assert_no_error(error);
	act = act_new(&env, "");
	act_add(act, EVENT_PERSON_ADDED, NULL);
	act_text(act, "number", "8001");
	act_text(act, "name", "孙丽");
	act_text(act, "role", "supervisor");
	act_text(act, "branch", "0571");
	result = desk_submit_wait(desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	write_outside(
		outside, "letter.txt", "To whom it may concern: my fee was taken twice.\n");
	write_outside(outside, "rows.csv",
		"day,title,story,who\n2026-01-02,fee,taken twice,Wang\n"
		"2026-01-03,queue,waited,Li\n2026-01-04,card,swallowed,Zhao\n");
	write_outside(outside, "rows.map",
		"[map]\nname = own\nsource = own\nzone = Asia/Shanghai\nrest = keep\n"
		"required = day\n[fields]\nreceived = day\ntext = story\nsubject = title\n"
		"complainant_name = who\n[dates]\nform = YYYY-MM-DD\n");
}
