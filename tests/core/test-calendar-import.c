/* Foreign calendars: what is read, what is refused and at which line, and that nothing hostile
 * costs more than its reading. */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "core/calendar-import.h"
#include "core/calendar.h"
#include "core/day.h"

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Bank holidays\r\n"
#define TAIL "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static const CalendarImport plain = {.code = "TT", .version = "1"};

static void
test_good(void)
{
	static const struct {
		const char *text, *has[4];
		int first, last;
	} cases[] = {
		{"2026-02-15,2026-02-23,off,Spring Festival\n2026-02-14,work\n",
			{"TT 2026 off 02-15..02-23 Spring Festival\n", "TT 2026 work 02-14\n",
				"cover 2026..2026\n"},
			0, 0},
		{"\xef\xbb\xbf" "date,end,kind,name\r\n20260501,,off,\"Labour, Day\"\r\n2026/5/9,,work,x\r\n",
			{"TT 2026 off 05-01 Labour, Day\n", "TT 2026 work 05-09 x\n"}, 0, 0},
		{"2026-12-30,2027-01-02,off,Turn\n",
			{"TT 2026 off 12-30..12-31 Turn\n", "TT 2027 off 01-01..01-02 Turn\n",
				"cover 2026..2027\n"},
			0, 0},
		{"2026-12-30,2027-01-02,off,Turn\n", {"TT 2026 off 12-30..12-31 Turn\n"}, 2026, 2026},
		{"2026-05-01,放假,劳动节\n2026-05-09,补班,\n",
			{"TT 2026 off 05-01 劳动节\n", "TT 2026 work 05-09\n"}, 0, 0},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\nDTEND;VALUE=DATE:20260404\r\n"
			    "SUMMARY:Good Fri\r\n day\\, UK\r\n") TAIL,
			{"TT 2026 off 04-03 Good Friday, UK\n", "title Bank holidays\n"}, 0, 0},
		{HEAD EVENT("DTSTART:20260215\r\nDURATION:P1W\r\nSUMMARY:春节\r\n")
				EVENT("DTSTART;VALUE=DATE:20260214\r\nSUMMARY:春节补班\r\n")
					EVENT("DTSTART;VALUE=DATE:20260228\r\nCATEGORIES:Make-up\r\n"
					      "DTEND;VALUE=DATE:20260228\r\n")
						EVENT("DTSTART;VALUE=DATE:20260301\r\nSTATUS:CANCELLED\r\n")
							TAIL,
			{"TT 2026 off 02-15..02-21 春节\n", "TT 2026 work 02-14 春节补班\n",
				"TT 2026 work 02-28\n"},
			0, 0},
		{HEAD EVENT("DTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n") TAIL,
			{"TT 2024 off 01-01\n", "TT 2026 off 01-01\n", "cover 2024..2026\n"}, 0, 0},
		{HEAD EVENT("DTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=YEARLY;UNTIL=20270601T000000Z;"
			    "INTERVAL=2\r\n") TAIL,
			{"TT 2024 off 01-01\n", "TT 2026 off 01-01\n", "cover 2024..2026\n"}, 0, 0},
		/* The third Monday of January and the last of May, the leap day. */
		{HEAD EVENT("DTSTART;VALUE=DATE:20260119\r\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=3MO\r\n")
				EVENT("DTSTART;VALUE=DATE:20260525\r\n"
				      "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\n")
					EVENT("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\n") TAIL,
			{"TT 2027 off 01-18\n", "TT 2027 off 05-31\n", "TT 2028 off 02-29\n"}, 2026, 2028},
		/* Times inside an alarm are not the event's. */
		{HEAD EVENT("DTSTART;VALUE=DATE:20260101\r\nBEGIN:VALARM\r\nDTSTART:20260101T090000Z\r\n"
			    "DURATION:PT15M\r\nEND:VALARM\r\n") TAIL,
			{"TT 2026 off 01-01\n"}, 0, 0},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		CalendarImport import = plain;
		g_autoptr(GError) error = NULL;
		g_autofree char *text = NULL;

		import.first_year = cases[i].first;
		import.last_year = cases[i].last;
		text = calendar_import(
			"f", cases[i].text, strlen(cases[i].text), &import, &error);
		if (!text)
			g_error("case %u: %s", i, error->message);
		for (unsigned j = 0; j < 4 && cases[i].has[j]; j++)
			if (!strstr(text, cases[i].has[j]))
				g_error("case %u lacks %s: %s", i, cases[i].has[j], text);
	}
}

static void
test_bad(void)
{
	static const struct {
		const char *text, *has;
	} cases[] = {
		{"", "There is no day"},
		{"2026-02-15,off\n2026-02-30,off\n", "f:2:"},
		{"1969-12-31,off\n", "f:1:"},
		{"2200-01-01,off\n", "f:1:"},
		{"2026-02-15,2026-02-23,off\n2026-02-20,off\n", "f:2:"},
		{"2026-02-20,off\n2026-02-20,off\n", "f:2:"},
		{"2026-02-14,work\n2026-02-14,off\n", "f:2:"},
		{"2026-02-16,work\n", "f:1:"},
		{"2026-02-16,perhaps\n", "f:1:"},
		{"2026-02-16\n", "f:1:"},
		{"2026-02-16,2026-02-10,off\n", "f:1:"},
		{"2026-02-16,2028-02-10,off\n", "f:1:"},
		{"2026-02-16,\"off\n", "f:1:"},
		{"garbage\nmore garbage\n", "f:2:"},
		{"2026-2-1-5,off\n", "f:1:"},
		{"\xff\xfe\xfd,off\n1,\xff\n", "f:2:"},
		{HEAD EVENT("DTSTART:20260403T090000Z\r\n") TAIL, "f:4:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:19690101\r\n") TAIL, "f:5:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:22000101\r\n") TAIL, "f:5:"},
		{HEAD EVENT("SUMMARY:x\r\n") TAIL, "f:4:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\nDTEND;VALUE=DATE:20260401\r\n") TAIL,
			"f:4:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\nRRULE:FREQ=WEEKLY\r\n") TAIL, "f:6:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\nRRULE:FREQ=YEARLY\r\n") TAIL, "f:6:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\nRRULE:FREQ=YEARLY;COUNT=0\r\n") TAIL, "f:6:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\nRRULE:FREQ=YEARLY;BYDAY=MO;COUNT=2\r\n") TAIL,
			"f:6:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\nEXDATE:20260403\r\n") TAIL, "f:6:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260403\r\n")
				EVENT("DTSTART;VALUE=DATE:20260403\r\n") TAIL,
			"f:7:"},
		{HEAD "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260403\r\n", "f:5:"},
		{HEAD "END:VCALENDAR\r\nEND:VCALENDAR\r\n", "f:5:"},
		{HEAD "nonsense\r\n" TAIL, "f:4:"},
		{HEAD EVENT("DTSTART;VALUE=DATE:20260401\r\nSUMMARY:work\r\n") TAIL, "f:4:"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		if (calendar_import("f", cases[i].text, strlen(cases[i].text), &plain, &error))
			g_error("case %u was taken", i);
		if (!strstr(error->message, cases[i].has))
			g_error("case %u: %s", i, error->message);
	}
	{
		g_autoptr(GError) error = NULL;

		g_assert_null(calendar_import("f", "2026\0", 6, &plain, &error));
		g_assert_null(calendar_import_file("/no/such.ics", &plain, NULL));
	}
}

/* Refused at the line where it is enough, and quickly. */
static void
test_many(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autofree char *deep = NULL, *wide = NULL;
	g_autoptr(GError) error = NULL;
	gint64 begun = g_get_monotonic_time();

	for (int i = 0; i < 100000; i++)
		g_string_append_printf(text, "BEGIN:VEVENT\nDTSTART;VALUE=DATE:2%03d%02d%02d\nEND:VEVENT\n",
			i / 336 % 200, i / 28 % 12 + 1, i % 28 + 1);
	g_assert_null(calendar_import("f", text->str, text->len, &plain, &error));
	g_assert_nonnull(strstr(error->message, "f:6004:"));
	g_string_truncate(text, strlen(HEAD));
	for (int i = 0; i < 100000; i++)
		g_string_append(text, "BEGIN:VEVENT\n");
	g_assert_null(calendar_import("f", text->str, text->len, &plain, NULL));
	/* One line folded without an end. */
	g_string_assign(text, HEAD "BEGIN:VEVENT\nSUMMARY:");
	for (int i = 0; i < 1000000; i++)
		g_string_append(text, "x\n ");
	g_assert_null(calendar_import("f", text->str, text->len, &plain, NULL));
	g_string_set_size(text, (16 << 20) + 1);
	g_assert_null(calendar_import("f", text->str, text->len, &plain, NULL));
	g_assert_cmpint(g_get_monotonic_time() - begun, <, 10 * G_USEC_PER_SEC);
}

/* What comes out is a calendar, and says what went in. */
static void
test_says_the_same(void)
{
	static const char text[] = "2026-02-15,2026-02-23,off,Spring\n2026-02-14,work\n";
	g_autofree char *made = calendar_import("f", text, strlen(text), &plain, NULL);
	g_autoptr(Calendar) calendar = calendar_parse("f", made, strlen(made), NULL);

	g_assert_nonnull(calendar);
	g_assert_true(calendar_is_business_day(calendar, day_parse_iso("2026-02-14")));
	g_assert_false(calendar_is_business_day(calendar, day_parse_iso("2026-02-23")));
	g_assert_true(calendar_is_business_day(calendar, day_parse_iso("2026-02-24")));
	g_assert_cmpstr(calendar_day_label(calendar, day_parse_iso("2026-02-16")), ==, "Spring");
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/calendar-import/good", test_good);
	g_test_add_func("/calendar-import/bad", test_bad);
	g_test_add_func("/calendar-import/many", test_many);
	g_test_add_func("/calendar-import/says-the-same", test_says_the_same);
	return g_test_run();
}
