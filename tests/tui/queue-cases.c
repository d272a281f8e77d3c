/* See queue-cases.h. */
#include "config.h"

#include "tests/tui/queue-cases.h"

#include <string.h>

#include "tui/export-file.h"
#include "tui/ticket-forms.h"
#include "tui/view-queue.h"
#include "tui/view-shift.h"

const char *const queue_secrets[] = {
	"王小明", "欧阳娜娜", "Zhang Li", "13800002210", "13900000071", "13700001234", NULL};

typedef struct Case {
	const char *name, *phone, *tail, *business, *reason, *subject, *text;
	int days_ago;
	int number; /* who owns it: 1001 to 1003 */
} Case;

/* Add a row here to add a complaint. */
static const Case cases[] = {
	{"王小明", "13800002210", "8848", "B04", "C11", "信用卡年费争议，要求退费",
		"客户称办卡时承诺首年免年费，本月账单仍扣三百元；已提供短信截图。客户要求退回费"
		"用并书面说明原因。"
		"\n客户留言请致电13800002210。",
		14, 1002},
	{"Zhang Li", "13700001234", "0071", "B01", "C01", "Teller was rude at window 3",
		"The customer waited two hours, was sent from window to window, and was told "
		"to come "
		"back with a paper nobody had mentioned.",
		16, 1002},
	{"欧阳娜娜", "13900000071", "6620", "B01", "C02", "柜台排队两小时，态度差",
		"叫号过号后要求重新取号，柜员态度生硬。", 15, 1001},
	{"", "", "", "B01", "C01", "材料未一次性告知", "三次往返网点，每次被告知缺少不同材料。",
		13, 1001},
	{"Tang Kai", "", "", "B04", "C11", "Login loop after app update",
		"After the update the app asks for the password again and again.", 5, 1002},
	{"孙丽华", "", "1180", "B01", "C02", "存单丢失，挂失被拒", "要求说明理由。", 3, 1001},
	{"Lam Siu", "", "", "B01", "C01", "Interest credited late", "One month late.", 1, 1003},
};

static View *
home(App *app)
{
	return view_queue_new(app);
}

static const AppRoute *
routes(void)
{
	static AppRoute all[100];
	int n = 0;

	for (const AppRoute *route = ticket_routes; route->verb != VERB_NONE; route++)
		all[n++] = *route;
	all[n++] = (AppRoute){VERB_QUEUE, view_queue_run};
	all[n++] = (AppRoute){VERB_SHIFT, view_shift_run};
	all[n++] = (AppRoute){VERB_REQUESTS, view_requests_run};
	all[n++] = (AppRoute){VERB_EXPORT, export_file_run};
	g_assert_cmpint(n, <, G_N_ELEMENTS(all));
	all[n] = (AppRoute){VERB_NONE, NULL};
	return all;
}

static void
sign_on(Harness *h, const char *number)
{
	desk_assume(h->desk, desk_person_by_number(h->desk, number)->id);
}

void
queue_harness_act(Harness *h, Act *act)
{
	g_autoptr(ActResult) result = desk_submit_wait(h->desk, act);
	g_autofree char *why = act_result_dup_text(result);

	act_free(act);
	if (result->outcome != ACT_SAVED)
		g_error("not saved: %s", why);
	env_fake_advance(&h->env, 1000);
}

static char *
log_case(Harness *h, const Case *c, int64_t received_us)
{
	Act *act = desk_act(h->desk);
	char *id = g_strdup(act_add(act, EVENT_COMPLAINT_LOGGED, NULL));

	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", c->business);
	act_text(act, "reason", c->reason);
	act_text(act, "level", "ordinary");
	act_text(act, "subject", c->subject);
	act_text(act, "text", c->text);
	act_text(act, "complainant", c->name);
	act_text(act, "phone", c->phone);
	act_text(act, "account_tail", c->tail);
	act_int(act, "received", received_us);
	act_add(act, EVENT_CLAIM_ADDED, id);
	act_new_id(act, "claim");
	act_text(act, "kind", "W01");
	queue_harness_act(h, act);
	return id;
}

char *
queue_harness_log(Harness *h, const char *number, const char *subject, int64_t ago_us)
{
	Case c = {.name = "",
		.phone = "",
		.tail = "",
		.business = "B01",
		.reason = "C01",
		.subject = subject,
		.text = subject};
	char before[UUID_LEN], *id;
	int64_t back_us = h->env.fake_now_us;

	g_strlcpy(before, desk_person(h->desk)->id, UUID_LEN);
	sign_on(h, number);
	/* The clock stood earlier then: nothing is back-dated. */
	h->env.fake_now_us -= ago_us;
	id = log_case(h, &c, h->env.fake_now_us);
	h->env.fake_now_us = back_us;
	desk_assume(h->desk, before);
	return id;
}

static void
add_cases(Harness *h)
{
	int64_t now_us = h->env.fake_now_us;

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *number = g_strdup_printf("%d", cases[i].number);
		g_autofree char *id = NULL;

		sign_on(h, number);
		h->env.fake_now_us = now_us - cases[i].days_ago * US_PER_DAY - 3 * US_PER_HOUR;
		id = log_case(h, &cases[i], h->env.fake_now_us);
	}
	h->env.fake_now_us = now_us;
}

static Harness *
start(int rows, int cols, const char *lang, const char *number, bool with_cases)
{
	AppConfig config = {.routes = routes(), .home = home};
	Harness *h = harness_new_desk(rows, cols, lang, &config, number);

	if (with_cases)
		add_cases(h);
	sign_on(h, number);
	app_start(h->app);
	harness_settle(h);
	app_paint(h->app);
	app_tick(h->app);
	return h;
}

Harness *
queue_harness_new(int rows, int cols, const char *lang, const char *number)
{
	return start(rows, cols, lang, number, true);
}

Harness *
queue_harness_new_empty(int rows, int cols, const char *lang, const char *number)
{
	return start(rows, cols, lang, number, false);
}
