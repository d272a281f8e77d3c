/* Rows of label and text, wrapped in cells; then one function a paper. See core/paper.h. */
#include "config.h"

#include "core/paper.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/text.h"
#include "core/words.h"

#define LABEL_COLS 18

typedef struct Paper {
	const PaperFacts *facts;
	GString *text;
} Paper;

const char *
paper_name(PaperKind kind)
{
	static const char *const names[N_PAPER_KINDS] = {
		[PAPER_REGISTRATION] = "registration",
		[PAPER_SIGNATURE] = "signature",
		[PAPER_CLOSING] = "closing",
	};

	return names[kind];
}

const char *
paper_title(PaperKind kind)
{
	static const char *const titles[N_PAPER_KINDS] = {
		[PAPER_REGISTRATION] = N_("Complaint registration receipt"),
		[PAPER_SIGNATURE] = N_("Record of a complaint, for signature"),
		[PAPER_CLOSING] = N_("Summary of a complaint settled"),
	};

	return _(titles[kind]);
}

/* ---- cells ---- */

static unsigned
default_width(const char *text, size_t len)
{
	unsigned cols = 0;

	for (const char *p = text; p < text + len; p = g_utf8_next_char(p)) {
		gunichar ch = g_utf8_get_char(p);

		cols += g_unichar_iszerowidth(ch) ? 0 : g_unichar_iswide(ch) ? 2 : 1;
	}
	return cols;
}

static unsigned
width_of(const Paper *paper, const char *text, size_t len)
{
	const PaperFacts *facts = paper->facts;

	return facts->width ? facts->width(text, len, facts->data) : default_width(text, len);
}

static void
put_blanks(Paper *paper, unsigned n)
{
	for (; n > 0; n--)
		g_string_append_c(paper->text, ' ');
}

/* Signs that may not begin a line: they stay with the character before. */
static bool
hangs(const char *text)
{
	gunichar ch = g_utf8_get_char(text);

	return ch < 128 ? strchr(",.;:!?)", (int)ch) != NULL
			: g_utf8_strchr("，。；：！？、）》」』\xe2\x80\x9d\xe2\x80\x99", -1,
				  ch) != NULL;
}

/* True if a line may end before `at`: after a blank, or at a wide character. */
static bool
may_break(const char *start, const char *at)
{
	const char *before = g_utf8_prev_char(at);

	if (hangs(at))
		return false;
	if (*before == ' ')
		return true;
	return before >= start && (g_unichar_iswide(g_utf8_get_char(at)) ||
					  g_unichar_iswide(g_utf8_get_char(before)));
}

/* Bytes of `text` that go on one line of `cols` cells; at least one character. */
static size_t
line_len(const Paper *paper, const char *text, unsigned cols)
{
	size_t len = strlen(text), at = 0, good = 0;

	while (at < len) {
		size_t next = text_next_grapheme(text, at);

		if (width_of(paper, text, next) > cols && text[at] != ' ')
			return good ? good : MAX(at, next > at && !at ? next : at);
		at = next;
		if (at < len && may_break(text, text + at))
			good = at;
	}
	return len;
}

/* Wraps `text` (cleaned) behind an indent; the first line is begun already. */
static void
put_wrapped(Paper *paper, const char *text, unsigned indent)
{
	g_auto(GStrv) paragraphs = g_strsplit(text, "\n", -1);
	bool first = true;

	for (int i = 0; paragraphs[i]; i++) {
		const char *rest = paragraphs[i];

		do {
			size_t len = line_len(paper, rest, PAPER_COLS - indent), shown = len;

			while (shown && rest[shown - 1] == ' ')
				shown--;
			if (!first)
				put_blanks(paper, shown ? indent : 0);
			g_string_append_len(paper->text, rest, (gssize)shown);
			g_string_append_c(paper->text, '\n');
			first = false;
			rest += len;
		} while (*rest);
	}
}

static void
put_text(Paper *paper, const char *text)
{
	g_autofree char *clean = text_dup_clean(text, true);

	put_wrapped(paper, clean, 0);
}

static void
put_centred(Paper *paper, const char *text)
{
	g_autofree char *clean = text_dup_clean(text, false);
	unsigned cols = width_of(paper, clean, strlen(clean));

	put_blanks(paper, cols < PAPER_COLS ? (PAPER_COLS - cols) / 2 : 0);
	put_wrapped(paper, clean, 0);
}

/* One fact; nothing where there is none. */
static void
put_row(Paper *paper, const char *label, const char *text)
{
	g_autofree char *clean = text_dup_clean(text, true);
	unsigned cols = width_of(paper, label, strlen(label));

	if (!*g_strchomp(clean))
		return;
	g_string_append(paper->text, label);
	if (cols >= LABEL_COLS) {
		g_string_append_c(paper->text, '\n');
		cols = 0;
	}
	put_blanks(paper, LABEL_COLS - cols);
	put_wrapped(paper, clean, LABEL_COLS);
}

static void
put_line(Paper *paper)
{
	for (int i = 0; i < PAPER_COLS; i++)
		g_string_append_c(paper->text, '-');
	g_string_append_c(paper->text, '\n');
}

static void
put_gap(Paper *paper)
{
	g_string_append_c(paper->text, '\n');
}

/* ---- facts ---- */

char *
paper_dup_day(int64_t us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / US_PER_SECOND);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	/* Translators: a date in a letter, as strftime(3) takes it. */
	g_autofree char *day = g_date_time_format(local, C_("strftime", "%-d %B %Y"));

	/* Translators: a date and its weekday. */
	return g_strdup_printf(_("%1$s (%2$s)"), day,
		day_weekday_name(g_date_time_get_day_of_week(local) - 1));
}

static char *
dup_moment(const Paper *paper, int64_t us)
{
	g_autofree char *day = paper_dup_day(us, paper->facts->zone);
	int minute = day_second_of_us(us, paper->facts->zone) / 60;

	return g_strdup_printf("%s %02d:%02d", day, minute / 60, minute % 60);
}

static char *
dup_branch(const Paper *paper)
{
	const char *name = paper->facts->branch_name;
	const char *branch = paper->facts->ticket->branch;

	return name && *name ? g_strdup_printf("%s %s", branch, name) : g_strdup(branch);
}

static char *
dup_about(const Paper *paper)
{
	const Ticket *ticket = paper->facts->ticket;
	bool zh = words_is_chinese();

	return g_strdup_printf("%s > %s",
		taxonomy_label(paper->facts->taxonomy, TAXONOMY_BUSINESS, ticket->business, zh),
		taxonomy_label(paper->facts->taxonomy, TAXONOMY_REASON, ticket->reason, zh));
}

static char *
dup_claim(const Paper *paper, const Claim *claim)
{
	GString *text = g_string_new(taxonomy_label(
		paper->facts->taxonomy, TAXONOMY_CLAIM, claim->kind, words_is_chinese()));

	if (claim->amount_minor) {
		g_autofree char *money = words_dup_money(claim->amount_minor, claim->currency);

		g_string_append_printf(text, " %s", money);
	}
	if (claim->text[0])
		g_string_append_printf(text, ": %s", claim->text);
	return g_string_free(text, FALSE);
}

static void
put_head(Paper *paper, PaperKind kind)
{
	g_autofree char *branch = dup_branch(paper);

	if (paper->facts->practice)
		put_centred(
			paper, _("PRACTICE: this paper has no meaning outside of training."));
	put_centred(paper, paper_title(kind));
	put_line(paper);
	put_row(paper, _("Number"), paper->facts->ticket->number);
	put_row(paper, _("Branch"), branch);
}

static void
put_customer(Paper *paper)
{
	const Ticket *ticket = paper->facts->ticket;
	g_autofree char *phone = text_dup_mask_phone(ticket->phone);
	g_autofree char *account = text_dup_mask_account(ticket->account_tail);

	put_row(paper, _("Customer"),
		ticket->complainant[0] ? ticket->complainant : _("not named"));
	put_row(paper, _("Phone"), phone);
	put_row(paper, _("Account"), account);
	put_row(paper, _("Spoken for by"), ticket->agent);
	for (unsigned i = 0; i < ticket->representatives->len; i++)
		put_row(paper, _("Representative"), ticket_representative(ticket, i));
}

static void
put_matter(Paper *paper)
{
	const Ticket *ticket = paper->facts->ticket;
	g_autofree char *received = dup_moment(paper, ticket->received_us);
	g_autofree char *about = dup_about(paper);

	put_row(paper, _("Received"), received);
	put_row(paper, _("About"), about);
	put_row(paper, _("What happened"), ticket->text);
	for (unsigned i = 0; i < ticket->claims->len; i++) {
		g_autofree char *claim = dup_claim(paper, ticket->claims->pdata[i]);

		put_row(paper, i ? "" : _("Asks for"), claim);
	}
}

/* The rungs of the policy, before they are needed (Order 2020 No. 3, art. 16). */
static void
put_dates(Paper *paper)
{
	const Ticket *ticket = paper->facts->ticket;
	const Policy *policy = paper->facts->policy;
	g_autofree char *day = NULL, *more = NULL;

	if (ticket->due_us == INT64_MAX)
		return;
	day = paper_dup_day(ticket->due_us, paper->facts->zone);
	put_row(paper, _("Answer by"), day);
	if (policy && policy->n_rungs >= 2)
		more = g_strdup_printf(
			_("A complex case may take %1$d days, an especially complex one "
			  "%2$d days in all. You will be told the reason and the new date "
			  "before this one has passed."),
			policy->rungs[0].total, policy->rungs[1].total);
	put_row(paper, "", more);
}

static void
put_questions(Paper *paper)
{
	put_row(paper, _("Questions"), paper->facts->branch_phone);
	put_row(paper, _("Taken by"), paper->facts->logged_by);
}

/* ---- the papers ---- */

static void
put_registration(Paper *paper)
{
	put_customer(paper);
	put_matter(paper);
	put_line(paper);
	put_dates(paper);
	put_questions(paper);
	put_gap(paper);
	put_text(paper,
		_("Please keep this receipt and name the number when you ask. You may withdraw "
		  "the complaint at any time; nothing you are due depends on that."));
}

static void
put_signature(Paper *paper)
{
	put_customer(paper);
	put_matter(paper);
	put_dates(paper);
	put_questions(paper);
	put_line(paper);
	put_text(paper, _("The above was read to me and says what I said. Corrections:"));
	put_gap(paper);
	put_gap(paper);
	put_text(paper,
		_("Customer's signature: ______________________   Date: ______________"));
	put_gap(paper);
	put_text(paper,
		_("For the bank:         ______________________   Date: ______________"));
}

static void
put_answers(Paper *paper)
{
	const Ticket *ticket = paper->facts->ticket;

	for (unsigned i = 0; i < ticket->claims->len; i++) {
		const Claim *claim = ticket->claims->pdata[i];
		g_autofree char *label = g_strdup_printf(_("Claim %u"), i + 1);
		g_autofree char *words = dup_claim(paper, claim);

		put_row(paper, label, words);
		put_row(paper, _("Decision"), words_claim_outcome(claim->outcome));
		put_row(paper, _("Why"), claim->reason);
	}
	for (unsigned i = 0; i < ticket->redress->len; i++) {
		const Redress *entry = ticket->redress->pdata[i];
		g_autofree char *money = words_dup_money(entry->minor, entry->currency);
		g_autofree char *text = g_strdup_printf(
			"%s %s  %s", words_code(entry->kind), money, entry->paid);

		if (!entry->reversed)
			put_row(paper, _("Redress"), text);
	}
}

static void
put_closing(Paper *paper)
{
	const Ticket *ticket = paper->facts->ticket;
	g_autofree char *told = ticket->told_us ? dup_moment(paper, ticket->told_us) : NULL;

	put_customer(paper);
	put_matter(paper);
	put_line(paper);
	put_answers(paper);
	put_row(paper, _("Told"), told);
	put_row(paper, "", ticket->told_text);
	put_row(paper, _("Your words"), ticket->words);
	put_row(paper, _("We call again"), ticket->aftercare_day);
	put_row(paper, _("Questions"), paper->facts->branch_phone);
	put_row(paper, _("Handled by"), paper->facts->handled_by);
	put_line(paper);
	put_text(paper,
		_("If you do not agree, you may ask the upper institution for re-examination "
		  "within 30 days, ask a mediation body, apply for arbitration where it was "
		  "agreed, or go to court. If something is not as written here, name the "
		  "number "
		  "above and the complaint is opened again."));
}

char *
paper_dup(PaperKind kind, const PaperFacts *facts)
{
	Paper paper = {.facts = facts, .text = g_string_new(NULL)};
	g_autofree char *day = NULL, *today = NULL;

	put_head(&paper, kind);
	switch (kind) {
	case PAPER_REGISTRATION:
		put_registration(&paper);
		break;
	case PAPER_SIGNATURE:
		put_signature(&paper);
		break;
	case PAPER_CLOSING:
		put_closing(&paper);
		break;
	case N_PAPER_KINDS:
		g_assert_not_reached();
	}
	put_gap(&paper);
	day = paper_dup_day(facts->now_us, facts->zone);
	today = g_strdup_printf(_("Printed on %s."), day);
	put_text(&paper, today);
	return g_string_free(paper.text, FALSE);
}

char *
paper_dup_wrapped(const char *text, PaperWidth width, void *data)
{
	PaperFacts facts = {.width = width, .data = data};
	Paper paper = {.facts = &facts, .text = g_string_new(NULL)};

	put_text(&paper, text);
	return g_string_free(paper.text, FALSE);
}
