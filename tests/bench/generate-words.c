/*
 * The grammar: a text is an opening that fits what it is about, then as many
 * middles as its length asks for, then a wish. "{...}" is a slot filled from a
 * list of its own. See generate-words.h.
 */
#include "config.h"

#include "tests/bench/generate-words.h"

unsigned
dice_below(Dice *dice, unsigned n)
{
	uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ (z >> 31)) % n);
}

bool
dice_percent(Dice *dice, unsigned percent)
{
	return dice_below(dice, 100) < percent;
}

unsigned
dice_length(Dice *dice, unsigned usual)
{
	unsigned n = 1 + dice_below(dice, usual);

	while (n < usual * 20 && dice_percent(dice, 30))
		n += usual;
	return n;
}

/* ---- slots: the first letter of a slot's name chooses the list ---- */

typedef struct Slot {
	char letter;
	const char *const *zh, *const *en;
} Slot;

static const char *const place_zh[] = {"城西支行", "火车站网点", "人民路营业厅", "开发区支行",
	"老街分理处", "大学城网点", "河东支行", "医院旁边的网点", NULL};
static const char *const place_en[] = {"the station branch", "the branch on Mill Road",
	"the west end branch", "the branch by the hospital", "the old market branch",
	"the campus branch", NULL};
static const char *const time_zh[] = {
	"一个小时", "四十分钟", "整整一上午", "两个多小时", "快三个小时", "五十分钟", NULL};
static const char *const time_en[] = {"forty minutes", "an hour and a half",
	"the whole morning", "more than two hours", "nearly an hour", NULL};
static const char *const who_zh[] = {
	"柜员", "大堂经理", "客户经理", "客服", "保安", "理财经理", NULL};
static const char *const who_en[] = {"the clerk", "the lobby manager", "the adviser",
	"the hotline", "the guard", "the lady at window three", NULL};
static const char *const what_zh[] = {
	"信用卡", "工资卡", "定期存单", "房贷", "手机银行", "社保卡", "理财", "转账", NULL};
static const char *const what_en[] = {"the credit card", "the salary account",
	"the fixed deposit", "the mortgage", "the app", "the transfer", "the savings plan",
	NULL};
static const char *const sum_zh[] = {
	"三百元", "两千元", "一万二", "八十块钱", "五万元", "六百多", NULL};
static const char *const sum_en[] = {
	"300 yuan", "2,000", "12,500", "eighty", "50,000", "just over 600", NULL};
static const char *const day_zh[] = {
	"上周三", "前天下午", "月初", "昨天", "十号", "国庆之前", "上个月底", NULL};
static const char *const day_en[] = {"last Wednesday", "yesterday", "on the 10th",
	"at the end of last month", "two weeks ago", "on Monday", NULL};

/* Add a row here for a slot "{x}". */
static const Slot slots[] = {
	{'p', place_zh, place_en},
	{'t', time_zh, time_en},
	{'w', who_zh, who_en},
	{'a', what_zh, what_en},
	{'s', sum_zh, sum_en},
	{'d', day_zh, day_en},
};

/* ---- openings by category; the last row for all others ---- */

typedef struct Opening {
	const char *about;
	unsigned weight;
	const char *zh[3], *en[3];
} Opening;

/* Add a row here for a category; weights are shares of all. */
static const Opening openings[] = {
	{"K01", 17,
		{"{d}在{p}办{a}，{w}态度很不耐烦，问一句顶一句。",
			"{w}全程没抬头，证件是扔出来的。",
			"{d}到{p}咨询{a}，{w}说听不懂就别办。"},
		{"{w} at {p} was rude when I asked about {a} {d}.",
			"I was told off in front of everybody by {w}.",
			"{w} never looked up and pushed my papers back under the glass."}},
	{"K02", 16,
		{"{d}在{p}排队等了{t}，只开一个窗口。",
			"取号后等{t}，后面的贵宾号一直插在前面。",
			"{p}中午停了两个窗口，等{t}没有人解释。"},
		{"Waited {t} at {p} {d} with one window open.",
			"After {t} in the queue the window was closed.",
			"People with another kind of number went first; it took {t}."}},
	{"K03", 11,
		{"办{a}，{w}说不归这里管，让去{p}，那边又让回来。",
			"为{a}跑了三个窗口，没有一个说得清归谁办。",
			"{d}打客服让找网点，网点让打客服。"},
		{"Sent from window to window about {a}; {w} said it is not done here.",
			"{w} sent me to {p}, and {p} sent me back.",
			"The hotline says branch, the branch says hotline, about {a}."}},
	{"K04", 11,
		{"办{a}前后跑了三趟，每次都说还缺一样材料。",
			"{d}来办{a}，{w}没有一次说清要带什么。",
			"第一次缺证明，第二次缺盖章，第三次说格式不对。"},
		{"Third visit for {a}: each time another paper was missing.",
			"{w} did not tell me at once what to bring.",
			"First the form, then the stamp, then another form, all for {a}."}},
	{"K05", 6,
		{"{d}在{p}的自助机存{s}，钱被吞了没有凭条。", "自助机吞卡，上面的电话没人接。",
			"机器点钞后黑屏，{s}不见了。"},
		{"The machine at {p} kept {s} {d} and gave no slip.",
			"My card was swallowed and nobody answers the number.",
			"The machine went dark after counting {s}."}},
	{"K06", 7,
		{"{a}突然被限额，没有任何通知。", "转{s}提示风险，{w}也说不出原因。",
			"{d}账户被管控，家里等着用钱。"},
		{"{a} was blocked {d} without a word.",
			"I could not send {s}, and {w} would not say why.",
			"The limit was cut and {w} wants papers I gave years ago."}},
	{"K07", 7,
		{"当初说首年免年费，{d}还是扣了{s}。", "{a}注销了还在收年费。",
			"刷够次数仍扣年费{s}。"},
		{"Charged a yearly fee of {s} that was to be free.",
			"A fee of {s} on a card I cancelled {d}.",
			"The fee was waived on the phone and booked all the same."}},
	{"K08", 5,
		{"{w}说是存款，回家才知道是保险。", "{d}被推荐{a}，风险一句没提。",
			"买的时候说保本，现在亏了{s}。"},
		{"{w} called it a deposit; it is an insurance.",
			"The risk was never mentioned {d}; I lost {s}.",
			"I was told I would only get it with the insurance."}},
	{"K16", 6,
		{"{a}的证明等了二十天还在流程里。", "{d}提交的申请到现在没有回音。",
			"说好三天，等了{t}又说要重来。"},
		{"The paper for {a} was promised in two days and took twenty.",
			"Nothing heard since {d} about {a}.",
			"Everything about {a} takes longer than they say."}},
	{"K17", 5,
		{"{d}转出{s}，对方一直没收到。", "显示成功，{s}没有到账。",
			"跨行汇款{s}退回也没有短信。"},
		{"{s} sent {d} has not arrived.", "It says done, but {s} is nowhere.",
			"A transfer of {s} came back without a word."}},
	{"K09", 4,
		{"催收电话打到单位，说话很难听。", "{d}一天打了十几个电话，家里老人都接到了。",
			"早就还清了还在催{s}。"},
		{"Collectors rang my office {d}.", "They call my parents about {s}.",
			"Calls before seven in the morning, all week."}},
	{"K25", 5,
		{"{d}刚咨询完{a}，中介电话就来了。", "信息明显被泄露，对方连{s}都知道。",
			"陌生人报得出我的卡号。"},
		{"After asking about {a} {d} I get calls from brokers.",
			"A stranger knew the sum of {s}.", "My number was given away by {p}."}},
};

static const char *const middles_zh[] = {"现场没有主任出来。", "问了三个人三个说法。",
	"旁边还有老人站着等。", "{w}让我自己看墙上的通知。", "通知上写的又是另一回事。",
	"我把短信和截图都给{w}看了。", "请假出来办的，白跑一趟。", "打了电话一直占线。",
	"{d}也来过一次，同样的结果。", "为{s}来回的路费都不止。",
	"{w}说这是规定，问是哪条规定又答不上来。", "同样的业务在{p}十分钟就办好了。",
	"等候区空调坏了，孩子一直哭。", "叫号机坏了也不告诉大家。", "最后让我下周再来。",
	"我不是为了钱，就是要一个说法。", NULL};
static const char *const middles_en[] = {"Nobody came out to explain.",
	"Three people gave me three answers.", "I had taken the morning off for this.",
	"{w} pointed at a notice on the wall.", "The notice says something else again.",
	"I showed {w} the message and the picture of it.",
	"The phone rings and nobody picks it up.", "I had been there {d} with the same result.",
	"The fare alone costs more than {s}.", "{w} says it is the rule and cannot say which.",
	"At {p} the same thing took ten minutes.",
	"An old man next to me had to stand all the time.",
	"In the end I was told to come back next week.",
	"It is not about the money, I want to be treated properly.",
	"The machine for numbers was broken and nobody said so.", NULL};
static const char *const wishes_zh[] = {"要求道歉。", "要求退还{s}。", "请尽快处理并书面答复。",
	"希望查明原因。", "要求当事{w}本人道歉。", "希望不要再有下一个人这样跑。", NULL};
static const char *const wishes_en[] = {"I want an apology.", "Please pay back {s}.",
	"I ask for an answer in writing.", "Find out how this happened.",
	"Tell me when it will be done.", "Nobody else should have to run like this.", NULL};
static const char *const notes_zh[] = {"已致电客户，情绪平稳，约定{d}再联系。",
	"调取{p}监控，与客户所述基本一致。", "{w}说明当时人手不足。", "等相关部门答复。",
	"系统记录显示{s}已于{d}入账。", "客户要求加快，已催办。", "拟答复口径已请主管看过。",
	"第二次电话未接通，发了短信。", NULL};
static const char *const notes_en[] = {"Called the customer, will call again.",
	"The recording bears out what was said.", "{w} says they were short of hands.",
	"Waiting for the other department.", "The books show {s} entered {d}.",
	"Customer asks to hurry, passed on.", "Draft of the answer shown to the supervisor.",
	"No answer the second time, sent a message.", NULL};

static unsigned
length_of(const char *const *list)
{
	unsigned n = 0;

	while (list[n])
		n++;
	return n;
}

static const char *
pick(Dice *dice, const char *const *list)
{
	return list[dice_below(dice, length_of(list))];
}

static void
append_filled(Dice *dice, GString *out, const char *phrase, bool zh)
{
	const char *open;

	while ((open = strchr(phrase, '{'))) {
		g_string_append_len(out, phrase, open - phrase);
		for (size_t i = 0; i < G_N_ELEMENTS(slots); i++)
			if (slots[i].letter == open[1])
				g_string_append(
					out, pick(dice, zh ? slots[i].zh : slots[i].en));
		phrase = open + 3;
	}
	g_string_append(out, phrase);
}

static void
append_sentence(Dice *dice, GString *out, const char *phrase, bool zh)
{
	gsize from;

	if (!zh && out->len > 0)
		g_string_append_c(out, ' ');
	from = out->len;
	append_filled(dice, out, phrase, zh);
	out->str[from] = g_ascii_toupper(out->str[from]);
}

static const Opening *
opening_for(const char *about)
{
	for (size_t i = 0; i < G_N_ELEMENTS(openings); i++)
		if (g_strcmp0(openings[i].about, about) == 0)
			return &openings[i];
	return &openings[0];
}

const char *
words_category(Dice *dice)
{
	unsigned at = dice_below(dice, 100);

	for (size_t i = 0; i < G_N_ELEMENTS(openings); i++) {
		if (at < openings[i].weight)
			return openings[i].about;
		at -= openings[i].weight;
	}
	return openings[0].about;
}

char *
words_dup_complaint(Dice *dice, const char *about, bool zh)
{
	const Opening *opening = opening_for(about);
	GString *out = g_string_new(NULL);

	append_sentence(dice, out, (zh ? opening->zh : opening->en)[dice_below(dice, 3)], zh);
	for (unsigned n = dice_length(dice, 4); n > 1; n--)
		append_sentence(dice, out, pick(dice, zh ? middles_zh : middles_en), zh);
	if (dice_percent(dice, 70))
		append_sentence(dice, out, pick(dice, zh ? wishes_zh : wishes_en), zh);
	return g_string_free(out, FALSE);
}

char *
words_dup_note(Dice *dice, bool zh)
{
	GString *out = g_string_new(NULL);

	for (unsigned n = dice_length(dice, 2); n > 0; n--)
		append_sentence(dice, out, pick(dice, zh ? notes_zh : notes_en), zh);
	return g_string_free(out, FALSE);
}

char *
words_dup_name(Dice *dice, bool zh)
{
	static const char *const family_zh[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄",
		"周", "吴", "徐", "孙", "欧阳", "司徒", "单", "仇", NULL};
	static const char *const given_zh[] = {"伟", "敏", "静", "丽", "强", "建国", "秀英",
		"晓东", "佳怡", "志刚", "雨桐", "海燕", "立新", "桂芳", NULL};
	static const char *const given_en[] = {"Rosa", "Walter", "Amara", "Joseph", "Bianca",
		"Tomas", "Helen", "Grace", "Dennis", "Nadia", "Oscar", "Ewa", NULL};
	static const char *const family_en[] = {"Delgado", "Finch", "Osei", "Lindqvist",
		"Moretti", "Varga", "Baptiste", "Adeyemi", "Kovac", "Rahman", "Nowak", "Carver",
		NULL};

	if (zh)
		return g_strconcat(pick(dice, family_zh), pick(dice, given_zh), NULL);
	return g_strconcat(pick(dice, given_en), " ", pick(dice, family_en), NULL);
}

char *
words_dup_phone(Dice *dice)
{
	return g_strdup_printf(
		"1%u0%08u", 3 + dice_below(dice, 7), dice_below(dice, 100000000));
}
