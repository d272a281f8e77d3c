/* The table of commands: which handler a verb has and which options. Add a row here for a new
 * command. */
#include "config.h"

#include <glib/gi18n.h>

#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

#define OPTIONS(...) ((const CliOption[]){__VA_ARGS__, {NULL, 0, NULL, NULL}})

static const CliOption global_options[] = {
	{"help", 'h', NULL, N_("how to use this command")},
	{"json", 'j', NULL, N_("answer as JSON, one object a line")},
	{"lang", 0, "zh|en", N_("language of the answers")},
	{"color", 0, "auto|never|always", N_("colour in lists")},
	{"ascii", 0, NULL, N_("show nothing but ASCII")},
	{"yes", 'y', NULL, N_("do not ask for confirmation")},
	{"practice", 0, NULL, N_("work in the practice store")},
	{"as", 0, "NUMBER", N_("who acts; the PIN is asked for")},
	{"second", 0, "NUMBER", N_("second person who authorises; the PIN is asked for")},
	{"exact", 0, NULL, N_("show personal data; needs --why, and is logged")},
	{"why", 0, "REASON", N_("the reason")},
	{NULL, 0, NULL, NULL},
};

static const CliOption log_options[] = {
	{"customer", 'c', "CUSTOMER", N_("account tail, phone number or name")},
	{"category", 'k', "CATEGORY", N_("digit, id, words or pinyin of a category")},
	{"wants", 'w', "WANTS", N_("what the customer asks for; may be given again")},
	{"name", 0, "NAME", N_("complainant's name")},
	{"phone", 0, "PHONE", N_("complainant's phone")},
	{"account", 0, "TAIL", N_("last digits of the account")},
	{"channel", 0, "CHANNEL", N_("how it came; at the counter if not said")},
	{"kind", 0, "KIND", N_("complaint, enquiry, suggestion, report or petition")},
	{"level", 0, "LEVEL", N_("ordinary, important or major")},
	{"subject", 0, "TEXT", N_("a short title")},
	{"received", 0, "DATE", N_("when it came, if not now; an earlier day needs --why")},
	{"about", 0, "PERSON", N_("the person complained of")},
	{"amount", 0, "AMOUNT", N_("the sum it is about")},
	{"flag", 0, "FLAG", N_("vulnerable, media, regulator or agitated; may be given again")},
	{"ref", 0, "TEXT", N_("reference of the sender")},
	{NULL, 0, NULL, NULL},
};

static const CliOption close_options[] = {
	{"outcome", 0, "OUTCOME",
		N_("upheld, partly, not_upheld or not_handled; once a claim")},
	{"reason", 0, "TEXT", N_("why a claim was not upheld in full; once a claim")},
	{"ending", 0, "ENDING",
		N_("told, mediated, merged, passed_on, in_court or unreachable")},
	{"cause", 0, "CAUSE",
		N_("people, process, system, rule, marketing, disclosure, partner, "
		   "misunderstanding, outside or unfounded")},
	{"disclosure", 0, "TEXT", N_("the disclosure given, for a misunderstanding")},
	{"told", 0, "HOW", N_("phone, in_person, letter, email, sms or unreachable")},
	{"at", 0, "DATE", N_("when the customer was told; now if not said")},
	{"evidence", 0, "TEXT", N_("number of the recording, message or posting")},
	{"rights", 0, "yes|no", N_("the ways on were read out")},
	{"matter", 0, "ANSWER", N_("the matter: satisfied, accepts or rejects")},
	{"treatment", 0, "ANSWER", N_("the treatment: satisfied, accepts or rejects")},
	{"words", 0, "TEXT", N_("the customer's own words")},
	{"agreed", 0, "ANSWER", N_("agrees to close: yes, no or unreachable")},
	{"aftercare", 0, "DATE", N_("day of the after-care call")},
	{NULL, 0, NULL, NULL},
};

/* Add a row here to make a verb a command. */
static const CliCommand commands[] = {
	{VERB_LOG, cli_run_log, CLI_PERSON, 0, log_options,
		"log -c 8848 -k 3 -w refund \"Fee taken twice\""},
	{VERB_LS, cli_run_ls, CLI_WORDS_RAW, 0,
		OPTIONS({"csv", 0, NULL, N_("answer as CSV")},
			{"max", 'n', "N", N_("at most N rows")},
			{"count", 0, NULL, N_("only how many")}),
		"ls is:overdue owner:me"},
	{VERB_SHOW, cli_run_show, CLI_PERSON, 0, NULL, "show 1043"},
	{VERB_DUE, cli_run_due, 0, 0, NULL, "due 1043"},
	{VERB_NOTE, cli_run_note, CLI_PERSON, 0, NULL, "note 1043 \"Card centre called back\""},
	{VERB_CONTACT, cli_run_contact, CLI_PERSON, 0,
		OPTIONS({"how", 0, "HOW",
				N_("phone, in_person, letter, email, sms or message")},
			{"in", 0, NULL, N_("the customer came to us")},
			{"not-reached", 0, NULL, N_("nobody answered")},
			{"at", 0, "DATE", N_("when; now if not said")},
			{"recording", 0, "NUMBER", N_("number of the recording")}),
		"contact 1043 --how phone \"Explained the fee\""},
	{VERB_PROMISE, cli_run_promise, CLI_PERSON, 0, NULL,
		"promise 1043 +3d \"Call back with the answer\""},
	{VERB_START, cli_run_start, CLI_PERSON, 0, NULL, "start 1043"},
	{VERB_STOP, cli_run_stop, CLI_PERSON, 0, NULL, "stop \"Read the recordings\""},
	{VERB_TIME, cli_run_time, CLI_PERSON, 0,
		OPTIONS({"person", 0, "PERSON", N_("somebody else's time")},
			{"start", 0, "DATE", N_("when a typed entry began")}),
		"time add 25m 1043 \"Branch visit\""},
	{VERB_MOVE, cli_run_move, CLI_PERSON, 0, NULL, "move 1043 investigating"},
	{VERB_OWNER, cli_run_owner, CLI_PERSON, 0, NULL, "owner 1043 8002"},
	{VERB_ACCEPT, cli_run_accept, CLI_PERSON, 0, NULL, "accept 1043"},
	{VERB_DECLINE, cli_run_decline, CLI_PERSON, 0, NULL, "decline 1043 \"On leave\""},
	{VERB_LINK, cli_run_link, CLI_PERSON, 0, NULL, "link 1043 1017 same_customer"},
	{VERB_REQUEST, cli_run_request, CLI_PERSON, 0,
		OPTIONS({"how", 0, "HOW",
				N_("phone, in_person, letter, email, sms or message")},
			{"person", 0, "NAME", N_("who was asked there")}),
		"request 1043 make D02 +3b \"Who cancelled the card?\""},
	{VERB_MERGE, cli_run_merge, CLI_PERSON, 0, NULL,
		"merge 1043 1017 \"The same fee, sent twice\""},
	{VERB_UNMERGE, cli_run_unmerge, CLI_PERSON, 0, NULL,
		"unmerge 1043 \"Another card after all\""},
	{VERB_SHIFT, cli_run_shift, CLI_PERSON, 0,
		OPTIONS({"ask", 0, "ID",
			N_("ask the successor to become its owner; once a complaint")}),
		"shift hand 8002 \"1043: call at four\""},
	{VERB_ATTACH, cli_run_attach, CLI_PERSON, 2, NULL, "attach 1043 letter.pdf"},
	{VERB_CLAIM, cli_run_claim, CLI_PERSON, 0, NULL,
		"claim 1043 refund 300 \"The annual fee\""},
	{VERB_REDRESS, cli_run_redress, CLI_PERSON, 0,
		OPTIONS({"kind", 0, "KIND",
				N_("refund, compensation, goodwill, waiver, interest or "
				   "in_kind")},
			{"claim", 0, "N", N_("the claim it answers, by its place")},
			{"currency", 0, "CODE", N_("CNY if not said")},
			{"paid", 0, "DATE", N_("the day it was or will be paid")},
			{"voucher", 0, "TEXT", N_("number of the voucher")}),
		"redress 1043 300 --kind refund --paid today \"Annual fee\""},
	{VERB_CLOSE, cli_run_close, CLI_PERSON, 0, close_options, "close 1043"},
	{VERB_REOPEN, cli_run_reopen, CLI_PERSON, 0, NULL,
		"reopen 1043 \"The fee was taken again\""},
	{VERB_UNDO, cli_run_undo, CLI_PERSON, 0, NULL, "undo"},
	{VERB_WITHDRAW, cli_run_withdraw, CLI_PERSON, 0, NULL,
		"withdraw 1043 phone \"I no longer want it\""},
	{VERB_VOID, cli_run_void, CLI_PERSON, 0, NULL, "void 1043 \"Logged twice\""},
	{VERB_IMPORT, cli_run_import, CLI_NO_DESK, 1,
		OPTIONS({"map", 'm', "MAP", N_("name or path of the map")},
			{"check", 0, "MAP",
				N_("read a map, tell all its mistakes by line and what it fills; "
				   "with FILE also whether that fits")},
			{"live", 0, NULL, N_("as complaints to be handled, not as archive")},
			{"dry-run", 'n', NULL,
				N_("write nothing: count, name the problems, show the first "
				   "rows")}),
		"import complaints.csv --map cfpb"},
	{VERB_EXPORT, cli_run_export, CLI_PERSON | CLI_WORDS_RAW, 0,
		OPTIONS({"csv", 0, NULL,
				N_("a table as CSV; no cell that a spreadsheet would take for a "
				   "formula, unless --exact")},
			{"json", 'j', NULL, N_("as one JSON array")},
			{"jsonl", 0, NULL,
				N_("as JSON lines, one object a line; so if not said")},
			{"encoding", 0, "NAME",
				N_("utf-8 with its mark if not said, gb18030, utf-16le or "
				   "utf-16be")},
			{"source", 0, "SOURCE",
				N_("the imported table itself, all its columns as they were; "
				   "needs --exact")},
			{"delimiter", 0, "comma|tab", N_("between the columns of that table")},
			{"no-header", 0, NULL, N_("that table without the row of names")},
			{"out", 'o', "FILE", N_("into a new file")}),
		"export is:closed --csv -o closed.csv"},
	{VERB_POLICY, cli_run_policy, CLI_NO_DESK, 2,
		OPTIONS({"received", 0, "TIME",
				N_("when it began: 2026-03-02T09:30:00+08:00, or a date")},
			{"event", 0, "EVENT",
				N_("what happened: an optional time, a word, its details; may be "
				   "given again")},
			{"now", 0, "TIME", N_("as seen from then; now if not said")},
			{"zone", 0, "ZONE",
				N_("the days of which place count; the policy's if not said")},
			{"calendar", 0, "CODE",
				N_("whose working days count; the policy's if not said")}),
		"policy try CN-NFRA-15 --received 2026-03-02T09:30:00+08:00 --event "
		"'2026-03-16T10:00:00+08:00 extend reason=complex approved_by=handler_lead "
		"told=2026-03-16'"},
	{VERB_CALENDAR, cli_run_calendar, CLI_NO_DESK, 2, NULL,
		"calendar count CN 2026-02-13 5"},
	{VERB_DOCTOR, cli_run_doctor, CLI_NO_DESK, 0,
		OPTIONS({"rebuild", 0, NULL, N_("fold the whole log again and compare")},
			{"fix", 0, NULL,
				N_("take files that others can read back; with --rebuild, make what is "
				   "damaged or differs again from the log")}),
		"doctor --rebuild"},
	{VERB_BACKUP, cli_run_backup, CLI_PERSON, 0,
		OPTIONS({"to", 0, "PLACE",
				N_("a folder, or the name of a new one, instead of the store's own")},
			{"keep", 0, "N",
				N_("how many stay in the store's own folder: 7 if not said")},
			{"check", 0, "BACKUP", N_("prove one that is there, make none")}),
		"backup --to /media/stick"},
	{VERB_RESTORE, cli_run_restore, CLI_NO_DESK, 1,
		OPTIONS({"here", 0, NULL,
			N_("a new device of the store that is there: its end or its key is lost")}),
		"--as 9001 restore /media/stick/2026-05-20-140000-AB"},
	{VERB_AUDIT, cli_run_audit, 0, 0, NULL, "audit verify"},
	{VERB_PEOPLE, cli_run_people, 0, 0,
		OPTIONS({"name", 0, "NAME", N_("new name")},
			{"role", 0, "ROLE", N_("new role")},
			{"branch", 0, "BRANCH", N_("new branch")},
			{"active", 0, "yes|no", N_("may sign on")}),
		"people add 8005 \"Wang Fang\" handler"},
	{VERB_SIGN_ON, cli_run_sign_on, 0, 0, NULL, "sign-on 8002"},
	{VERB_SIGN_OFF, cli_run_sign_off, CLI_PERSON, 0, NULL, "sign-off"},
	{VERB_DEMO, cli_run_demo, CLI_NO_DESK, 0,
		OPTIONS({"fresh", 0, NULL,
			N_("set the practice store aside and make a new one")}),
		"demo --fresh"},
	{VERB_KEYS, cli_run_keys, CLI_NO_DESK, 0,
		OPTIONS({"check", 0, "FILE",
			N_("read a file of your own keys and name what clashes")}),
		"keys --check keys.conf"},
	{VERB_CONFIG, cli_run_config, CLI_NO_DESK, 0, NULL, "config language zh_CN"},
	{VERB_HELP, cli_run_help, CLI_NO_DESK, 0,
		OPTIONS({"man", 0, NULL, NULL}, {"completion", 0, NULL, NULL}), "help close"},
	{VERB_VERSION, cli_run_version, CLI_NO_DESK, 0, NULL, "version"},
};

const CliOption *
cli_global_options(void)
{
	return global_options;
}

const CliCommand *
cli_command(Verb verb)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
		if (commands[i].verb == verb)
			return &commands[i];
	return NULL;
}
