/* See desk-fixture.h. */
#include "config.h"

#include "tests/core/desk-fixture.h"

#include <ftw.h>
#include <glib/gstdio.h>

/* 2026-05-20 14:00 +08:00, a Wednesday. */
#define NOW_US (INT64_C(1779256800) * US_PER_SECOND)

static DeskConfig
config_for(DeskFixture *f)
{
	return (DeskConfig){
		.folder = f->folder,
		.assets = g_getenv("AMENDS_DATADIR"),
		.env = &f->env,
		.create = true,
		.practice = true,
		.stepped = true,
		.branch = "0571",
		.branch_name = "Hangzhou Xihu",
		.zone = "Asia/Shanghai",
	};
}

static void
open_desk(DeskFixture *f)
{
	DeskConfig config = config_for(f);
	g_autoptr(GError) error = NULL;

	f->desk = desk_open(&config, &error);
	g_assert_no_error(error);
	g_assert_nonnull(f->desk);
}

static void
add_people(DeskFixture *f)
{
	static const char *const names[] = {"赵敏", "李强", "孙丽", "周合规"};
	static const char *const roles[] = {"teller", "handler", "supervisor", "compliance"};
	g_autoptr(Act) act = act_new(&f->env, "");
	g_autoptr(ActResult) result = NULL;

	for (int i = 0; i < N_FIXTURE_PEOPLE; i++) {
		g_autofree char *number = g_strdup_printf("%d", 8001 + i);
		const char *id = act_add(act, EVENT_PERSON_ADDED, NULL);

		g_strlcpy(f->people[i], id, UUID_LEN);
		act_text(act, "number", number);
		act_text(act, "name", names[i]);
		act_text(act, "role", roles[i]);
		act_text(act, "branch", "0571");
	}
	result = desk_submit_wait(f->desk, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
}

void
desk_fixture_init(DeskFixture *f)
{
	env_init_fake(&f->env, NOW_US, 42);
	f->folder = g_dir_make_tmp("amends-test-XXXXXX", NULL);
	open_desk(f);
	add_people(f);
	desk_fixture_sign_on(f, FIXTURE_HANDLER);
}

void
desk_fixture_init_from(
	DeskFixture *f, const char *from, void (*fill)(const char *from, const char *to))
{
	env_init_fake(&f->env, NOW_US + US_PER_DAY, 43);
	f->folder = g_dir_make_tmp("amends-test-XXXXXX", NULL);
	fill(from, f->folder);
	open_desk(f);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	return g_remove(path);
}

void
desk_fixture_clear(DeskFixture *f)
{
	g_clear_pointer(&f->desk, desk_free);
	if (f->folder)
		nftw(f->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	g_clear_pointer(&f->folder, g_free);
}

void
desk_fixture_reopen(DeskFixture *f)
{
	const Person *person = f->desk ? desk_person(f->desk) : NULL;
	char id[UUID_LEN] = "";

	if (person)
		g_strlcpy(id, person->id, UUID_LEN);
	g_clear_pointer(&f->desk, desk_free);
	open_desk(f);
	if (id[0])
		desk_assume(f->desk, id);
}

void
desk_fixture_sign_on(DeskFixture *f, int person)
{
	desk_assume(f->desk, f->people[person]);
}

char *
desk_fixture_submit(DeskFixture *f, Act *act)
{
	g_autoptr(ActResult) result = desk_submit_wait(f->desk, act);
	g_autofree char *text = act_result_dup_text(result);

	act_free(act);
	if (result->outcome != ACT_SAVED)
		g_error("not saved: %s", text);
	return g_strdup(result->ticket);
}

char *
desk_fixture_log(DeskFixture *f, const char *text, const char *name)
{
	Act *act = desk_act(f->desk);
	const char *ticket = act_add(act, EVENT_COMPLAINT_LOGGED, NULL);

	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", text);
	act_text(act, "complainant", name);
	act_text(act, "account_tail", "8848");
	act_text(act, "phone", "13800002210");
	act_int(act, "received", env_now_us(&f->env));
	act_add(act, EVENT_CLAIM_ADDED, ticket);
	act_new_id(act, "claim");
	act_text(act, "kind", "W01");
	env_fake_advance(&f->env, US_PER_SECOND);
	return desk_fixture_submit(f, act);
}

char *
desk_fixture_init_log(DeskFixture *f, const char *text, const char *name)
{
	desk_fixture_init(f);
	return desk_fixture_log(f, text, name);
}

void
desk_fixture_close(DeskFixture *f, const char *id)
{
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, NULL);
	const Claim *claim = ticket->claims->pdata[0];
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_CLAIM_ANSWERED, id);
	act_text(act, "claim", claim->id);
	act_text(act, "outcome", "upheld");
	act_add(act, EVENT_ENDING_SET, id);
	act_text(act, "ending", "told");
	act_add(act, EVENT_CAUSE_SET, id);
	act_text(act, "cause", "rule");
	act_add(act, EVENT_CUSTOMER_TOLD, id);
	act_text(act, "how", "phone");
	act_int(act, "at", env_now_us(&f->env));
	act_bool(act, "rights", true);
	act_add(act, EVENT_REACTION_RECORDED, id);
	act_text(act, "matter", "satisfied");
	act_text(act, "treatment", "accepts");
	act_text(act, "asked_by", desk_person(f->desk)->id);
	act_bool(act, "self_asked", true);
	act_add(act, EVENT_AGREEMENT_RECORDED, id);
	act_text(act, "agreed", "yes");
	act_add(act, EVENT_AFTERCARE_PLANNED, id);
	act_text(act, "day", "2026-05-25");
	act_add(act, EVENT_STATUS_CHANGED, id);
	act_text(act, "to", "closed");
	act_base(act, ticket->base_status);
	env_fake_advance(&f->env, US_PER_SECOND);
	g_free(desk_fixture_submit(f, act));
}
