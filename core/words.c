/*
 * The tables of words. Every code of an ENUM or SET of core/event.def stands in
 * `codes` once, whatever field it is in; every field stands in `fields`. The
 * templates of whole events are filled in core/words-event.c. Pure but for the
 * language of the process.
 */
#include "config.h"

#include "core/words.h"

#include <glib/gi18n.h>

typedef struct Word {
	const char *code, *text;
} Word;

/* Add a row here when event.def gets a new code. */
static const Word codes[] = {
	/* class */
	{"S", NC_("code", "service contact")},
	{"R", NC_("code", "expected return")},
	{"O", NC_("code", "other")},
	/* status and ending */
	{"new", NC_("code", "new")},
	{"investigating", NC_("code", "investigating")},
	{"waiting", NC_("code", "waiting")},
	{"reply", NC_("code", "to be told")},
	{"told", NC_("code", "told")},
	{"closed", NC_("code", "closed")},
	{"withdrawn", NC_("code", "withdrawn")},
	{"void", NC_("code", "void")},
	{"archive", NC_("code", "history")},
	{"mediated", NC_("code", "mediated")},
	{"merged", NC_("code", "merged")},
	{"passed_on", NC_("code", "passed on")},
	{"in_court", NC_("code", "in court")},
	{"unreachable", NC_("code", "unreachable")},
	/* kind of contact, level, flags */
	{"complaint", NC_("code", "complaint")},
	{"enquiry", NC_("code", "enquiry")},
	{"suggestion", NC_("code", "suggestion")},
	{"report", NC_("code", "report")},
	{"petition", NC_("code", "petition")},
	{"ordinary", NC_("code", "ordinary")},
	{"important", NC_("code", "important")},
	{"major", NC_("code", "major")},
	{"vulnerable", NC_("code", "vulnerable")},
	{"media", NC_("code", "press")},
	{"regulator", NC_("code", "regulator")},
	{"agitated", NC_("code", "agitated")},
	/* who speaks for the customer */
	{"none", NC_("code", "no authority")},
	{"written", NC_("code", "written authority")},
	{"heir", NC_("code", "heir")},
	{"guardian", NC_("code", "guardian")},
	{"yes", NC_("code", "yes")},
	{"no", NC_("code", "no")},
	{"unknown", NC_("code", "not known")},
	/* papers and ways */
	{"registration", NC_("code", "registration receipt")},
	{"signature", NC_("code", "sheet to sign")},
	{"closing", NC_("code", "closing sheet")},
	{"printer", NC_("code", "printed")},
	{"file", NC_("code", "as a file")},
	{"terminal", NC_("code", "on the screen")},
	{"read_out", NC_("code", "read out")},
	{"out", NC_("code", "outgoing")},
	{"in", NC_("code", "incoming")},
	{"phone", NC_("code", "phone")},
	{"in_person", NC_("code", "in person")},
	{"letter", NC_("code", "letter")},
	{"email", NC_("code", "email")},
	{"sms", NC_("code", "SMS")},
	{"message", NC_("code", "message")},
	{"reached", NC_("code", "reached")},
	{"not_reached", NC_("code", "not reached")},
	/* promises, claims, reactions */
	{"kept", NC_("code", "kept")},
	{"broken", NC_("code", "broken")},
	{"released", NC_("code", "released by the customer")},
	{"upheld", NC_("code", "upheld")},
	{"partly", NC_("code", "partly upheld")},
	{"not_upheld", NC_("code", "not upheld")},
	{"not_handled", NC_("code", "not handled")},
	{"satisfied", NC_("code", "satisfied")},
	{"accepts", NC_("code", "accepts")},
	{"rejects", NC_("code", "does not accept")},
	{"not_asked", NC_("code", "not asked")},
	/* causes */
	{"people", NC_("code", "staff conduct")},
	{"process", NC_("code", "process")},
	{"system", NC_("code", "system")},
	{"rule", NC_("code", "rule or price")},
	{"marketing", NC_("code", "marketing")},
	{"disclosure", NC_("code", "disclosure")},
	{"partner", NC_("code", "partner")},
	{"misunderstanding", NC_("code", "misunderstanding")},
	{"outside", NC_("code", "outside the bank")},
	{"unfounded", NC_("code", "unfounded")},
	/* links */
	{"alike", NC_("code", "alike")},
	{"same_customer", NC_("code", "same customer")},
	{"same_matter", NC_("code", "same matter")},
	{"follows", NC_("code", "follow-up")},
	/* redress */
	{"refund", NC_("code", "refund")},
	{"compensation", NC_("code", "compensation")},
	{"goodwill", NC_("code", "goodwill payment")},
	{"waiver", NC_("code", "fee waived")},
	{"interest", NC_("code", "interest")},
	{"in_kind", NC_("code", "gift or service")},
	/* personal data */
	{"page", NC_("code", "ticket page")},
	{"reveal", NC_("code", "masked field")},
	{"export", NC_("code", "export")},
	{"receipt", NC_("code", "receipt")},
	{"account", NC_("code", "account tail")},
	{"name", NC_("code", "name")},
	/* timer and sign-off */
	{"stopped", NC_("code", "stopped")},
	{"switched", NC_("code", "switched to other work")},
	{"signed_off", NC_("code", "signed off")},
	{"recovered", NC_("code", "recovered")},
	{"asked", NC_("code", "on request")},
	{"changed", NC_("code", "another person signed on")},
	{"locked", NC_("code", "screen locked")},
	{"live", NC_("code", "live complaints")},
	/* backups */
	{"own", NC_("code", "in the store's folder")},
	{"elsewhere", NC_("code", "elsewhere")},
	{"backup", NC_("code", "a backup")},
	{"here", NC_("code", "the store that was here")},
	/* roles */
	{"teller", NC_("code", "teller")},
	{"handler", NC_("code", "handler")},
	{"supervisor", NC_("code", "supervisor")},
	{"head_office", NC_("code", "head office")},
	{"compliance", NC_("code", "compliance")},
	{"auditor", NC_("code", "auditor")},
	{"administrator", NC_("code", "administrator")},
	/* what a second person authorises (core/rules.c) */
	{"back_dated", NC_("code", "back-dating")},
	{"merging", NC_("code", "merging")},
	{"close_major", NC_("code", "closing a major complaint")},
	{"close_refused", NC_("code", "closing a refused complaint")},
	{"close_regulator", NC_("code", "closing a complaint from the regulator")},
	{"redress_above", NC_("code", "redress above the limit")},
	{"telling_late", NC_("code", "telling entered late")},
	{"new_facts", NC_("code", "a new period for new facts")},
	{"erase", NC_("code", "erasing personal data")},
	{"restore", NC_("code", "replacing the store by a copy")},
	{"reopen_period", NC_("code", "opening a locked period")},
	{"import_live", NC_("code", "importing live complaints")},
	/* clocks */
	{"amber", NC_("code", "soon")},
	{"red", NC_("code", "urgent")},
	{"last-call", NC_("code", "last call")},
	{"overdue", NC_("code", "overdue")},
	{"mediation", NC_("code", "mediation")},
	{"external-appraisal", NC_("code", "external appraisal")},
	{"customer", NC_("code", "waiting for the customer")},
	{"complex", NC_("code", "complex")},
	{"very-complex", NC_("code", "very complex")},
	{"special", NC_("code", "special reason")},
	{"outside-control", NC_("code", "beyond the bank's control")},
	{"exceptional", NC_("code", "exceptional")},
	{"other", NC_("code", "another reason")},
	{"branch-manager", NC_("code", "branch manager")},
	{"head-of-complaints", NC_("code", "head of complaint handling")},
	{"upper-institution", NC_("code", "upper institution")},
	{"head-office", NC_("code", "head office management")},
	{"new-account", NC_("code", "new account")},
	{"point-of-sale", NC_("code", "debit at a point of sale")},
	{"foreign", NC_("code", "from outside the state")},
	{"default-notice", NC_("code", "default notice")},
	{"hardship", NC_("code", "hardship")},
	{"letter-asked", NC_("code", "customer asks for a letter")},
	{"partly-rejected", NC_("code", "partly or wholly rejected")},
	/* reference data */
	{"policy", NC_("code", "policy")},
	{"calendar", NC_("code", "calendar")},
	{"rules", NC_("code", "routing rules")},
};

/* Names of payload fields for people. Add a row here when event.def gets a new field. */
static const Word fields[] = {
	{"account_tail", NC_("field", "account tail")},
	{"active", NC_("field", "active")},
	{"added", NC_("field", "added")},
	{"agent", NC_("field", "agent")},
	{"agreed", NC_("field", "agreement to close")},
	{"amount", NC_("field", "amount")},
	{"as", NC_("field", "imported as")},
	{"asked_by", NC_("field", "asked by")},
	{"at", NC_("field", "time")},
	{"attempts", NC_("field", "attempts")},
	{"authority", NC_("field", "agent's authority")},
	{"backdate_reason", NC_("field", "reason for back-dating")},
	{"bad", NC_("field", "not readable")},
	{"batch", NC_("field", "import")},
	{"beside", NC_("field", "clocks beside it")},
	{"blind", NC_("field", "not readable what was set aside")},
	{"boot", NC_("field", "boot of the machine")},
	{"boot_us", NC_("field", "time since boot")},
	{"branch", NC_("field", "branch")},
	{"branch_name", NC_("field", "name of the branch")},
	{"business", NC_("field", "business")},
	{"by", NC_("field", "by")},
	{"calendar", NC_("field", "calendar")},
	{"calendar_version", NC_("field", "version of the calendar")},
	{"callback", NC_("field", "call-back time")},
	{"cause", NC_("field", "root cause")},
	{"channel", NC_("field", "channel")},
	{"claim", NC_("field", "claim")},
	{"class", NC_("field", "class")},
	{"clock", NC_("field", "clock")},
	{"code", NC_("field", "code")},
	{"columns", NC_("field", "columns")},
	{"columns_file", NC_("field", "file of the columns")},
	{"columns_kinds", NC_("field", "kinds of the columns")},
	{"complainant", NC_("field", "complainant")},
	{"complained_branch", NC_("field", "branch complained of")},
	{"complained_department", NC_("field", "department complained of")},
	{"complained_person", NC_("field", "person complained of")},
	{"complained_person_id", NC_("field", "person complained of")},
	{"condition", NC_("field", "condition")},
	{"contact_kind", NC_("field", "kind of contact")},
	{"counter", NC_("field", "counter")},
	{"covers", NC_("field", "what it covers")},
	{"currency", NC_("field", "currency")},
	{"day", NC_("field", "day")},
	{"department", NC_("field", "department")},
	{"deputy", NC_("field", "deputy")},
	{"direction", NC_("field", "direction")},
	{"disclosure", NC_("field", "what was not disclosed")},
	{"due", NC_("field", "due")},
	{"end", NC_("field", "end")},
	{"ending", NC_("field", "how it ended")},
	{"entered", NC_("field", "entered at")},
	{"entry", NC_("field", "redress entry")},
	{"events", NC_("field", "entries of the log")},
	{"evidence", NC_("field", "evidence")},
	{"expected", NC_("field", "answer expected on")},
	{"field", NC_("field", "field")},
	{"file", NC_("field", "file")},
	{"files", NC_("field", "number of files")},
	{"flags", NC_("field", "flags")},
	{"from", NC_("field", "from")},
	{"head", NC_("field", "hash of the last event")},
	{"how", NC_("field", "how")},
	{"into", NC_("field", "merged into")},
	{"kind", NC_("field", "kind")},
	{"known", NC_("field", "known before")},
	{"language", NC_("field", "language")},
	{"left", NC_("field", "events set aside")},
	{"letter", NC_("field", "letter")},
	{"level", NC_("field", "level")},
	{"link", NC_("field", "link")},
	{"made", NC_("field", "made at")},
	{"map", NC_("field", "map")},
	{"matter", NC_("field", "is the matter solved")},
	{"minor", NC_("field", "amount")},
	{"name", NC_("field", "name")},
	{"number", NC_("field", "number")},
	{"on", NC_("field", "holds")},
	{"outcome", NC_("field", "outcome")},
	{"outside_due", NC_("field", "answer-by date of the sender")},
	{"outside_ref", NC_("field", "reference of the sender")},
	{"paid", NC_("field", "paid on")},
	{"paper", NC_("field", "paper")},
	{"pause", NC_("field", "pause")},
	{"people", NC_("field", "number of people")},
	{"person", NC_("field", "person")},
	{"phone", NC_("field", "phone")},
	{"place", NC_("field", "place")},
	{"policy", NC_("field", "policy")},
	{"policy_version", NC_("field", "version of the policy")},
	{"promise", NC_("field", "promise")},
	{"public_key", NC_("field", "public key")},
	{"publication", NC_("field", "publication")},
	{"question", NC_("field", "question")},
	{"reached", NC_("field", "reached")},
	{"reason", NC_("field", "reason")},
	{"reasons", NC_("field", "reasons")},
	{"received", NC_("field", "received at")},
	{"recording", NC_("field", "recording number")},
	{"relation", NC_("field", "relation")},
	{"representatives", NC_("field", "representatives")},
	{"request", NC_("field", "request")},
	{"restricted", NC_("field", "restricted")},
	{"result", NC_("field", "result")},
	{"rights", NC_("field", "rights read out")},
	{"role", NC_("field", "role")},
	{"rung", NC_("field", "extension number")},
	{"self_asked", NC_("field", "asked by the handler")},
	{"seq", NC_("field", "number of the last event")},
	{"sha256", NC_("field", "SHA-256")},
	{"shift", NC_("field", "shift")},
	{"size", NC_("field", "size")},
	{"source", NC_("field", "source")},
	{"source_id", NC_("field", "number in the source")},
	{"source_key", NC_("field", "key of the source row")},
	{"standing", NC_("field", "approved as")},
	{"start", NC_("field", "start")},
	{"subject", NC_("field", "subject")},
	{"tag", NC_("field", "device tag")},
	{"template_version", NC_("field", "version of the template")},
	{"text", NC_("field", "text")},
	{"through", NC_("field", "last day")},
	{"ticket", NC_("field", "ticket")},
	{"tickets", NC_("field", "complaints")},
	{"to", NC_("field", "to")},
	{"told", NC_("field", "customer told at")},
	{"told_beforehand", NC_("field", "customer told beforehand")},
	{"treatment", NC_("field", "satisfied with the treatment")},
	{"undoes", NC_("field", "acts taken back")},
	{"value", NC_("field", "value")},
	{"version", NC_("field", "version")},
	{"voucher", NC_("field", "voucher")},
	{"way", NC_("field", "way")},
	{"what", NC_("field", "what")},
	{"why", NC_("field", "why")},
	{"wish", NC_("field", "the customer's wish")},
	{"words", NC_("field", "the customer's words")},
	{"worked_us", NC_("field", "time worked")},
	{"zone", NC_("field", "time zone")},
};

static const char *const kinds[N_EVENT_KINDS + 1] = {
	[EVENT_COMPLAINT_LOGGED] = NC_("history", "logged"),
	[EVENT_COMPLAINT_ARCHIVED] = NC_("history", "imported"),
	[EVENT_SOURCE_KEPT] = NC_("history", "source"),
	[EVENT_CLAIM_ADDED] = NC_("history", "claim"),
	[EVENT_RECEIPT_GIVEN] = NC_("history", "paper"),
	[EVENT_NOTE_ADDED] = NC_("history", "note"),
	[EVENT_CONTACT_ADDED] = NC_("history", "contact"),
	[EVENT_PROMISE_MADE] = NC_("history", "promise"),
	[EVENT_PROMISE_SETTLED] = NC_("history", "promise"),
	[EVENT_STATUS_CHANGED] = NC_("history", "state"),
	[EVENT_OWNER_ASKED] = NC_("history", "owner"),
	[EVENT_OWNER_ACCEPTED] = NC_("history", "owner"),
	[EVENT_OWNER_DECLINED] = NC_("history", "owner"),
	[EVENT_CATEGORY_CHANGED] = NC_("history", "category"),
	[EVENT_CAUSE_SET] = NC_("history", "cause"),
	[EVENT_FACT_CHANGED] = NC_("history", "fact"),
	[EVENT_LINK_ADDED] = NC_("history", "link"),
	[EVENT_LINK_REMOVED] = NC_("history", "link"),
	[EVENT_FILE_ATTACHED] = NC_("history", "file"),
	[EVENT_REDRESS_ENTERED] = NC_("history", "redress"),
	[EVENT_REDRESS_REVERSED] = NC_("history", "redress"),
	[EVENT_REDRESS_PAID] = NC_("history", "redress"),
	[EVENT_CLAIM_ANSWERED] = NC_("history", "outcome"),
	[EVENT_ENDING_SET] = NC_("history", "ending"),
	[EVENT_CUSTOMER_TOLD] = NC_("history", "told"),
	[EVENT_REACTION_RECORDED] = NC_("history", "reaction"),
	[EVENT_AGREEMENT_RECORDED] = NC_("history", "agreed"),
	[EVENT_AFTERCARE_PLANNED] = NC_("history", "care"),
	[EVENT_TICKET_VOIDED] = NC_("history", "void"),
	[EVENT_TICKET_WITHDRAWN] = NC_("history", "withdraw"),
	[EVENT_COMPLAINT_ACKNOWLEDGED] = NC_("history", "acknowl."),
	[EVENT_COMPLAINT_REPEATED] = NC_("history", "repeated"),
	[EVENT_FACTS_NEW] = NC_("history", "facts"),
	[EVENT_DATE_AGREED] = NC_("history", "agreed"),
	[EVENT_HOLDING_REPLIED] = NC_("history", "holding"),
	[EVENT_CREDIT_GIVEN] = NC_("history", "credit"),
	[EVENT_CLOCK_PAUSED] = NC_("history", "pause"),
	[EVENT_CLOCK_RESUMED] = NC_("history", "pause"),
	[EVENT_EXTENSION_REQUESTED] = NC_("history", "extend"),
	[EVENT_EXTENSION_APPROVED] = NC_("history", "extend"),
	[EVENT_EXTENSION_REFUSED] = NC_("history", "extend"),
	[EVENT_EXTENSION_TOLD] = NC_("history", "extend"),
	[EVENT_REVIEW_APPLIED] = NC_("history", "review"),
	[EVENT_REVIEW_TOLD] = NC_("history", "review"),
	[EVENT_POLICY_CHANGED] = NC_("history", "policy"),
	[EVENT_DEADLINE_MOVED] = NC_("history", "date"),
	[EVENT_CLOCK_CONDITION] = NC_("history", "date"),
	[EVENT_CYCLE_ENDED] = NC_("history", "date"),
	[EVENT_MAJOR_REPORTED] = NC_("history", "report"),
	[EVENT_WARNING_ACKNOWLEDGED] = NC_("history", "warning"),
	[EVENT_TICKET_MERGED] = NC_("history", "merge"),
	[EVENT_TICKET_UNMERGED] = NC_("history", "merge"),
	[EVENT_LETTER_WRITTEN] = NC_("history", "letter"),
	[EVENT_LETTER_SENT] = NC_("history", "letter"),
	[EVENT_REQUEST_MADE] = NC_("history", "request"),
	[EVENT_REQUEST_CHASED] = NC_("history", "request"),
	[EVENT_REQUEST_ANSWERED] = NC_("history", "request"),
	[EVENT_REQUEST_CANCELLED] = NC_("history", "request"),
	[EVENT_ABSENCE_SET] = NC_("history", "absence"),
	[EVENT_ABSENCE_ENDED] = NC_("history", "absence"),
	[EVENT_SHIFT_HANDED] = NC_("history", "shift"),
	[EVENT_SHIFT_ACCEPTED] = NC_("history", "shift"),
	[EVENT_REFERENCE_DRAFTED] = NC_("history", "draft"),
	[EVENT_REFERENCE_PUBLISHED] = NC_("history", "publish"),
	[EVENT_REFERENCE_DROPPED] = NC_("history", "draft"),
	[EVENT_ACT_UNDONE] = NC_("history", "undo"),
	[EVENT_ACT_AUTHORISED] = NC_("history", "2nd eyes"),
	[EVENT_DATA_SEEN] = NC_("history", "seen"),
	[EVENT_DATA_ERASED] = NC_("history", "erased"),
	[EVENT_TIME_STARTED] = NC_("history", "timer"),
	[EVENT_TIME_STOPPED] = NC_("history", "timer"),
	[EVENT_TIME_ENTERED] = NC_("history", "time"),
	[EVENT_TIME_CORRECTED] = NC_("history", "time"),
	[EVENT_PERIOD_LOCKED] = NC_("history", "period"),
	[EVENT_PERIOD_REOPENED] = NC_("history", "period"),
	[EVENT_DESK_CREATED] = NC_("history", "desk"),
	[EVENT_DESK_RESTORED] = NC_("history", "restore"),
	[EVENT_RESTORE_ORDERED] = NC_("history", "restore"),
	[EVENT_BACKUP_MADE] = NC_("history", "backup"),
	[EVENT_PERSON_ADDED] = NC_("history", "person"),
	[EVENT_PERSON_CHANGED] = NC_("history", "person"),
	[EVENT_PIN_SET] = NC_("history", "PIN"),
	[EVENT_PIN_WRONG] = NC_("history", "PIN"),
	[EVENT_SIGNED_ON] = NC_("history", "sign on"),
	[EVENT_SIGNED_OFF] = NC_("history", "sign off"),
	[EVENT_LOOKUP_MADE] = NC_("history", "look-up"),
	[EVENT_BATCH_STARTED] = NC_("history", "import"),
	[EVENT_BATCH_ENDED] = NC_("history", "import"),
	[EVENT_UNKNOWN] = NC_("history", "newer"),
};

static const char *const states[N_TICKET_STATES] = {
	[TICKET_STATE_NEW] = "new",
	[TICKET_STATE_INVESTIGATING] = "investigating",
	[TICKET_STATE_WAITING] = "waiting",
	[TICKET_STATE_REPLY] = "reply",
	[TICKET_STATE_TOLD] = "told",
	[TICKET_STATE_CLOSED] = "closed",
	[TICKET_STATE_WITHDRAWN] = "withdrawn",
	[TICKET_STATE_VOID] = "void",
	[TICKET_STATE_ARCHIVE] = "archive",
};

static const char *const short_states[N_TICKET_STATES] = {
	[TICKET_STATE_NEW] = NC_("short state", "new"),
	[TICKET_STATE_INVESTIGATING] = NC_("short state", "invest"),
	[TICKET_STATE_WAITING] = NC_("short state", "wait"),
	[TICKET_STATE_REPLY] = NC_("short state", "reply"),
	[TICKET_STATE_TOLD] = NC_("short state", "told"),
	[TICKET_STATE_CLOSED] = NC_("short state", "closed"),
	[TICKET_STATE_WITHDRAWN] = NC_("short state", "withdr"),
	[TICKET_STATE_VOID] = NC_("short state", "void"),
	[TICKET_STATE_ARCHIVE] = NC_("short state", "histor"),
};

/* Decimals that are not 2, and the words of the commonest currencies. */
typedef struct Currency {
	const char *code, *text;
	unsigned decimals;
} Currency;
static const Currency currencies[] = {
	{"CNY", NC_("currency", "CNY"), 2},
	{"USD", NC_("currency", "USD"), 2},
	{"EUR", NC_("currency", "EUR"), 2},
	{"GBP", NC_("currency", "GBP"), 2},
	{"HKD", NC_("currency", "HKD"), 2},
	{"JPY", NC_("currency", "JPY"), 0},
	{"KRW", NC_("currency", "KRW"), 0},
	{"VND", NC_("currency", "VND"), 0},
	{"BHD", NC_("currency", "BHD"), 3},
	{"JOD", NC_("currency", "JOD"), 3},
	{"KWD", NC_("currency", "KWD"), 3},
	{"OMR", NC_("currency", "OMR"), 3},
	{"TND", NC_("currency", "TND"), 3},
};

/* `code` itself where the table has no row: a newer version's code is better than nothing. */
static const char *
look_up(const Word *words, size_t n, const char *context, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].code, code) == 0)
			return g_dpgettext2(NULL, context, words[i].text);
	return code;
}

const char *
words_code(const char *code)
{
	return look_up(codes, G_N_ELEMENTS(codes), "code", code);
}

const char *
words_field(const char *name)
{
	return look_up(fields, G_N_ELEMENTS(fields), "field", name);
}

const char *
words_kind(EventKind kind)
{
	g_assert((unsigned)kind <= N_EVENT_KINDS);
	return g_dpgettext2(NULL, "history", kinds[kind]);
}

const char *
words_state(TicketState state)
{
	g_assert((unsigned)state < N_TICKET_STATES);
	return words_code(states[state]);
}

const char *
words_state_short(TicketState state)
{
	g_assert((unsigned)state < N_TICKET_STATES);
	return g_dpgettext2(NULL, "short state", short_states[state]);
}

const char *
words_contact_kind(ContactKind kind)
{
	static const char *const names[N_CONTACT_KINDS] = {
		[CONTACT_COMPLAINT] = "complaint",
		[CONTACT_ENQUIRY] = "enquiry",
		[CONTACT_SUGGESTION] = "suggestion",
		[CONTACT_REPORT] = "report",
		[CONTACT_PETITION] = "petition",
	};

	g_assert((unsigned)kind < N_CONTACT_KINDS);
	return words_code(names[kind]);
}

const char *
words_level(Level level)
{
	static const char *const names[N_LEVELS] = {
		[LEVEL_ORDINARY] = "ordinary",
		[LEVEL_IMPORTANT] = "important",
		[LEVEL_MAJOR] = "major",
	};

	g_assert((unsigned)level < N_LEVELS);
	return words_code(names[level]);
}

const char *
words_role(StaffRole role)
{
	return words_code(staff_role_name(role));
}

const char *
words_class(const char *class_code)
{
	return words_code(class_code);
}

const char *
words_claim_outcome(ClaimOutcome outcome)
{
	static const char *const names[N_CLAIM_OUTCOMES] = {
		[CLAIM_UPHELD] = "upheld",
		[CLAIM_PARTLY] = "partly",
		[CLAIM_NOT_UPHELD] = "not_upheld",
		[CLAIM_NOT_HANDLED] = "not_handled",
	};

	g_assert((unsigned)outcome < N_CLAIM_OUTCOMES);
	return outcome == CLAIM_OPEN ? C_("claim", "not answered") : words_code(names[outcome]);
}

static const Currency *
find_currency(const char *code)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(currencies); i++)
		if (strcmp(currencies[i].code, code) == 0)
			return &currencies[i];
	return NULL;
}

char *
words_dup_sum(int64_t minor, const char *currency)
{
	const Currency *known = find_currency(currency);
	unsigned decimals = known ? known->decimals : 2;
	uint64_t sum = minor < 0 ? -(uint64_t)minor : (uint64_t)minor, unit = 1;

	for (unsigned i = 0; i < decimals; i++)
		unit *= 10;
	if (!decimals)
		return g_strdup_printf("%s%" G_GUINT64_FORMAT, minor < 0 ? "-" : "", sum);
	return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT,
		minor < 0 ? "-" : "", sum / unit, (int)decimals, sum % unit);
}

char *
words_dup_money(int64_t minor, const char *currency)
{
	const Currency *known = find_currency(currency);
	const char *text = known ? g_dpgettext2(NULL, "currency", known->text) : currency;
	g_autofree char *sum = words_dup_sum(minor, currency);

	if (!*text)
		return g_steal_pointer(&sum);
	return g_strdup_printf(C_("money", "%1$s %2$s"), sum, text);
}

char *
words_dup_duration(int64_t us)
{
	long long minutes = MAX(us, 0) / US_PER_MINUTE;

	if (minutes < 60)
		return g_strdup_printf(C_("duration", "%lldm"), minutes);
	return g_strdup_printf(C_("duration", "%1$lldh %2$lldm"), minutes / 60, minutes % 60);
}

bool
words_is_chinese(void)
{
	/* TRANSLATORS: the code of your language, "zh" for Chinese */
	return g_str_has_prefix(C_("language", "en"), "zh");
}
