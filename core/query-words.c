/* See query-words.h. Tables of names; nothing here knows the grammar. */
#include "config.h"

#include "core/query-words.h"

#include <glib/gi18n.h>

#include "core/env.h"
#include "core/text.h"
#include "core/ticket.h"

/* Add a row to a table here to add a word. The first names are the ones shown. */
static const QueryWord states[] = {
	{TICKET_STATE_NEW, "new", "新登记", "新建;新"},
	{TICKET_STATE_INVESTIGATING, "investigating", "调查中", "调查;inv"},
	{TICKET_STATE_WAITING, "waiting", "等待中", "等待;wait"},
	{TICKET_STATE_REPLY, "reply", "待答复", "待告知;答复;decided"},
	{TICKET_STATE_TOLD, "told", "已告知", "告知"},
	{TICKET_STATE_CLOSED, "closed", "已办结", "办结;结案;已结案;已结"},
	{TICKET_STATE_WITHDRAWN, "withdrawn", "已撤回", "撤回"},
	{TICKET_STATE_VOID, "void", "已作废", "作废;误登作废"},
	{TICKET_STATE_ARCHIVE, "archive", "历史", "归档;存档;archived"},
	{0, NULL, NULL, NULL},
};

static const QueryWord classes[] = {
	{'S', "service", "服务接触", "s;服务接触类;service-contact"},
	{'R', "return", "收益期望", "r;收益期望类;expected-return"},
	{'O', "other", "其他", "o;其他类;其它"},
	{0, NULL, NULL, NULL},
};

static const QueryWord levels[] = {
	{1, "ordinary", "一般", "1;normal"},
	{2, "important", "重要", "2"},
	{3, "major", "重大", "3"},
	{0, NULL, NULL, NULL},
};

static const QueryWord kinds[] = {
	{CONTACT_COMPLAINT, "complaint", "投诉", NULL},
	{CONTACT_ENQUIRY, "enquiry", "咨询", "inquiry"},
	{CONTACT_SUGGESTION, "suggestion", "建议", NULL},
	{CONTACT_REPORT, "report", "举报", NULL},
	{CONTACT_PETITION, "petition", "信访", NULL},
	{0, NULL, NULL, NULL},
};

static const QueryWord is_words[] = {
	{QUERY_IS_OPEN, "open", "未结", "在办"},
	{QUERY_IS_CLOSED, "closed", "已结", "办结;已办结;结案"},
	{QUERY_IS_OVERDUE, "overdue", "逾期", "超期;超时"},
	{QUERY_IS_DUE_SOON, "due-soon", "临期", "soon;快到期;即将到期"},
	{QUERY_IS_MINE, "mine", "我的", "我"},
	{QUERY_IS_UNASSIGNED, "unassigned", "未分派", "无人;未分配"},
	{QUERY_IS_ASKED, "asked", "请我接手", "待我接手"},
	{QUERY_IS_LOGGED, "logged", "我登记的", "我登记"},
	{QUERY_IS_RESTRICTED, "restricted", "受限", "保密"},
	{QUERY_IS_ARCHIVE, "archive", "历史", "归档;存档;archived"},
	{QUERY_IS_PAUSED_TIMER, "paused-timer", "计时暂停", "暂停"},
	{QUERY_IS_VULNERABLE, "vulnerable", "特殊群体", NULL},
	{QUERY_IS_MEDIA, "media", "舆情", "媒体"},
	{QUERY_IS_REGULATOR, "regulator", "监管", NULL},
	{QUERY_IS_AGITATED, "agitated", "情绪激动", "激动"},
	{QUERY_IS_EXTENSION_ASKED, "extension-asked", "待批延期", "申请延期"},
	{QUERY_IS_EXTENSION_GRANTED, "extension-granted", "延期待告知", "已批延期"},
	{QUERY_IS_REQUEST_OPEN, "request-open", "协办中", "协办;requested"},
	{QUERY_IS_REQUEST_OVERDUE, "request-overdue", "协办逾期", "request-late;协办超期"},
	{QUERY_IS_MERGED, "merged", "已并入", "并入"},
	{QUERY_IS_MERGE_TARGET, "merge-target", "含并入", "有并入"},
	{0, NULL, NULL, NULL},
};

static const QueryWord has_words[] = {
	{QUERY_HAS_NOTE, "note", "备注", "notes;笔记;记录"},
	{QUERY_HAS_ATTACH, "attach", "附件", "attachment;file;文件"},
	{QUERY_HAS_REDRESS, "redress", "补偿", "赔付;赔偿"},
	{QUERY_HAS_DRAFT, "draft", "草稿", "drafts"},
	{0, NULL, NULL, NULL},
};

/* Add a row here, in the order of the enum, to add a field; then its SQL in core/query-sql.c.
 */
static const QueryFieldInfo fields[N_QUERY_FIELDS] = {
	{QUERY_STATE, "state", "状态", "s;stage;阶段", QUERY_TAKES_WORD, states, false, false,
		"state:new"},
	{QUERY_TICKET, "number", "编号", "no;ticket;号码;工单号", QUERY_TAKES_TEXT, NULL, false,
		true, "number:0571A-1043"},
	{QUERY_OWNER, "owner", "处理人", "o;经办;经办人;负责人", QUERY_TAKES_PERSON, NULL, true,
		false, "owner:me"},
	{QUERY_BRANCH, "branch", "网点", "b;机构", QUERY_TAKES_TEXT, NULL, true, false,
		"branch:0571"},
	{QUERY_CATEGORY, "cat", "类别", "c;category;about;分类", QUERY_TAKES_CODE, NULL, false,
		false, "cat:年费"},
	{QUERY_CHANNEL, "channel", "渠道", NULL, QUERY_TAKES_CODE, NULL, true, false,
		"channel:A01"},
	{QUERY_BUSINESS, "business", "业务", "p;product;产品", QUERY_TAKES_CODE, NULL, true,
		false, "business:B04"},
	{QUERY_REASON, "reason", "原因", NULL, QUERY_TAKES_CODE, NULL, true, false,
		"reason:C01.2"},
	{QUERY_CLASS, "class", "大类", "性质", QUERY_TAKES_WORD, classes, false, false,
		"class:service"},
	{QUERY_LEVEL, "level", "等级", "severity;级别", QUERY_TAKES_ORDINAL, levels, false,
		true, "level:major"},
	{QUERY_KIND, "kind", "种类", "类型", QUERY_TAKES_WORD, kinds, false, false,
		"kind:complaint"},
	{QUERY_CUSTOMER, "cust", "客户", "customer;complainant;name;姓名;投诉人",
		QUERY_TAKES_TEXT, NULL, true, false, "cust:王伟"},
	{QUERY_PHONE, "phone", "电话", "tel;手机", QUERY_TAKES_DIGITS, NULL, true, false,
		"phone:^138"},
	{QUERY_ACCOUNT, "acct", "卡尾号", "account;card;账号;卡号;尾号", QUERY_TAKES_DIGITS,
		NULL, true, false, "acct:8848"},
	{QUERY_SUBJECT, "subject", "主题", "title;标题", QUERY_TAKES_TEXT, NULL, true, false,
		"subject:ATM"},
	{QUERY_RECEIVED, "received", "收到", "收到时间;受理", QUERY_TAKES_DATE, NULL, false,
		true, "received:>=2026-10-01"},
	{QUERY_ENTERED, "entered", "登记", "created;登记时间", QUERY_TAKES_DATE, NULL, false,
		true, "entered:today"},
	{QUERY_DUE, "due", "到期", "答复期限;期限", QUERY_TAKES_DATE, NULL, true, true,
		"due<3d"},
	{QUERY_TOLD, "told", "告知", "告知时间", QUERY_TAKES_DATE, NULL, true, true,
		"told:yesterday"},
	{QUERY_CLOSED, "closed", "办结", "办结时间;结案", QUERY_TAKES_DATE, NULL, true, true,
		"closed:2026-09-01..2026-09-30"},
	{QUERY_UPDATED, "updated", "更新", "changed;更新时间", QUERY_TAKES_DATE, NULL, false,
		true, "updated:today"},
	{QUERY_LEFT, "left", "剩余", "剩余时间", QUERY_TAKES_DURATION, NULL, false, true,
		"left:<2d"},
	{QUERY_AGE, "age", "已历时", "历时", QUERY_TAKES_DURATION, NULL, false, true,
		"age:>15d"},
	{QUERY_REDRESS, "redress", "补偿", "赔付", QUERY_TAKES_MONEY, NULL, false, false,
		"redress:>=100"},
	{QUERY_IS, "is", "是", NULL, QUERY_TAKES_WORD, is_words, false, false, "is:open"},
	{QUERY_HAS, "has", "有", NULL, QUERY_TAKES_WORD, has_words, false, false, "has:note"},
	{QUERY_SORT, "sort", "排序", "order;by", QUERY_TAKES_SORT, NULL, false, false,
		"sort:due"},
	{QUERY_LIMIT, "limit", "条数", "限", QUERY_TAKES_COUNT, NULL, false, false, "limit:20"},
};

const QueryFieldInfo *
query_field_info(QueryField field)
{
	g_assert((int)field >= 0 && field < N_QUERY_FIELDS && fields[field].field == field);
	return &fields[field];
}

static bool
is_among(const char *list, const char *name)
{
	g_auto(GStrv) parts = g_strsplit(list ? list : "", ";", -1);

	return g_strv_contains((const char *const *)parts, name);
}

const QueryFieldInfo *
query_field_find(const char *name)
{
	g_autofree char *low = g_utf8_strdown(name, -1);

	for (int i = 0; i < N_QUERY_FIELDS; i++)
		if (g_str_equal(fields[i].name, low) || g_str_equal(fields[i].zh, low) ||
			is_among(fields[i].aliases, low))
			return &fields[i];
	return NULL;
}

const QueryWord *
query_word_find(const QueryWord *words, const char *name)
{
	g_autofree char *low = g_utf8_strdown(name, -1);

	for (const QueryWord *w = words; w->name; w++)
		if (g_str_equal(w->name, low) || g_str_equal(w->zh, low) ||
			is_among(w->aliases, low))
			return w;
	return NULL;
}

const QueryWord *
query_word_get(const QueryWord *words, int value)
{
	for (const QueryWord *w = words; w->name; w++)
		if (w->value == value)
			return w;
	g_assert_not_reached();
}

bool
query_is_me(const char *text)
{
	return g_ascii_strcasecmp(text, "me") == 0 || g_str_equal(text, "我");
}

bool
query_is_none(const char *text)
{
	return g_ascii_strcasecmp(text, "none") == 0 || g_str_equal(text, "无");
}

/* Add a row here for another unit. */
static const struct {
	const char *unit;
	int64_t us;
} units[] = {
	{"d", US_PER_DAY},
	{"天", US_PER_DAY},
	{"日", US_PER_DAY},
	{"h", US_PER_HOUR},
	{"小时", US_PER_HOUR},
	{"时", US_PER_HOUR},
	{"m", US_PER_MINUTE},
	{"分", US_PER_MINUTE},
	{"分钟", US_PER_MINUTE},
	{"w", 7 * US_PER_DAY},
	{"周", 7 * US_PER_DAY},
};

bool
query_read_duration(const char *text, int64_t *ret_us)
{
	size_t digits = strspn(text, "0123456789");

	if (digits < 1 || digits > 5)
		return false;
	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		if (g_ascii_strcasecmp(text + digits, units[i].unit) == 0) {
			*ret_us = (int64_t)g_ascii_strtoull(text, NULL, 10) * units[i].us;
			return true;
		}
	}
	return false;
}

static void
add_names(GPtrArray *names, const char *name, const char *zh)
{
	g_ptr_array_add(names, (gpointer)name);
	g_ptr_array_add(names, (gpointer)zh);
}

char *
query_dup_nearest(const char *typed, const QueryWord *words)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree const char **near = NULL;
	g_autofree char *low = g_utf8_strdown(typed, -1);
	g_autofree char *list = NULL;

	for (int i = 0; !words && i < N_QUERY_FIELDS; i++)
		add_names(names, fields[i].name, fields[i].zh);
	for (const QueryWord *w = words; w && w->name; w++)
		add_names(names, w->name, w->zh);
	g_ptr_array_add(names, NULL);
	near = text_nearest(low, (const char *const *)names->pdata, 3);
	if (!near || !near[0])
		return g_strdup("");
	list = g_strjoinv(", ", (char **)near);
	return g_strdup_printf(_("Nearest: %s."), list);
}
