/* core/taxonomy.h: the shipped lists are whole, a mistake in a file is found, a pick finds what
 * was meant. */
#include "config.h"

#include "core/taxonomy.h"

#include <glib/gstdio.h>

#include "core/error.h"

static TaxonomySet *
load_shipped(void)
{
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "taxonomy", NULL);
	GError *error = NULL;
	TaxonomySet *set = taxonomy_load(folder, &error);

	g_assert_no_error(error);
	return set;
}

static void
test_shipped(void)
{
	g_autoptr(TaxonomySet) set = load_shipped();

	for (int f = 0; f < N_TAXONOMY_FACETS; f++) {
		g_autoptr(GPtrArray) rows = taxonomy_list(set, (TaxonomyFacet)f, 20261124);
		int next = 1;

		for (guint i = 0; i < rows->len; i++) {
			const TaxonomyEntry *e = g_ptr_array_index(rows, i);

			g_assert_cmpuint(g_strv_length(e->initials), >=, 1);
			if (e->digit)
				g_assert_cmpint(e->digit, ==, next++);
		}
		g_assert_cmpint(next, ==, 10);
	}
}

static void
test_one_digit_answers_about(void)
{
	g_autoptr(TaxonomySet) set = load_shipped();
	g_autoptr(GPtrArray) rows = taxonomy_list(set, TAXONOMY_CATEGORY, 20261124);
	const TaxonomyEntry *fee = g_ptr_array_index(rows, 6);
	g_autofree char *zh = taxonomy_dup_path(set, TAXONOMY_CATEGORY, fee->id, true);
	g_autofree char *en = taxonomy_dup_path(set, TAXONOMY_CATEGORY, fee->id, false);

	for (guint i = 0; i < 4; i++) {
		const TaxonomyEntry *e = g_ptr_array_index(rows, i);

		g_assert_cmpint(e->class, ==, 'S');
	}
	g_assert_cmpstr(zh, ==, "信用卡 > 年费");
	g_assert_cmpstr(en, ==, "credit card > annual fee");
}

static void
test_labels_and_class(void)
{
	g_autoptr(TaxonomySet) set = load_shipped();
	g_autofree char *path = taxonomy_dup_path(set, TAXONOMY_REASON, "C11.1", true);
	g_autofree char *unknown = taxonomy_dup_path(set, TAXONOMY_REASON, "Z77", true);

	g_assert_cmpstr(path, ==, "定价收费 > 年费");
	g_assert_cmpstr(unknown, ==, "Z77");
	g_assert_cmpstr(taxonomy_label(set, TAXONOMY_CLAIM, "W01", false), ==, "refund");
	g_assert_cmpstr(taxonomy_label(set, TAXONOMY_CLAIM, "W01", true), ==, "退费、退款");
	g_assert_cmpstr(taxonomy_label(set, TAXONOMY_CLAIM, "nope", true), ==, "nope");
	g_assert_cmpstr(taxonomy_label(set, TAXONOMY_CLAIM, NULL, true), ==, "");
	g_assert_cmpint(taxonomy_class(set, "C01.4"), ==, 'S');
	g_assert_cmpint(taxonomy_class(set, "C11.1"), ==, 'R');
	g_assert_cmpint(taxonomy_class(set, "C04.2"), ==, 'O');
	g_assert_cmpint(taxonomy_class(set, "C04.1"), ==, 'R');
	g_assert_cmpint(taxonomy_class(set, "gone"), ==, 'O');
	g_assert_null(taxonomy_get(set, TAXONOMY_REASON, "B01"));
}

static void
test_mapped(void)
{
	g_autoptr(TaxonomySet) set = load_shipped();
	const TaxonomyEntry *e;

	e = taxonomy_find_mapped(set, TAXONOMY_BUSINESS, TAXONOMY_MAP_CFPB, "credit CARD");
	g_assert_cmpstr(e->id, ==, "B04");
	e = taxonomy_find_mapped(
		set, TAXONOMY_REASON, TAXONOMY_MAP_CFPB, "Communication tactics");
	g_assert_cmpstr(e->id, ==, "C12");
	g_assert_null(taxonomy_find_mapped(set, TAXONOMY_REASON, TAXONOMY_MAP_CFPB, ""));
	g_assert_null(taxonomy_find_mapped(set, TAXONOMY_CLAIM, TAXONOMY_MAP_FCA, "refund"));
}

/* Add a row here for a pick that went wrong: what was typed, what must come first, how. */
static const struct {
	TaxonomyFacet facet;
	const char *typed, *id;
	TaxonomyRank rank;
} picks[] = {
	{TAXONOMY_CATEGORY, "3", "K03", TAXONOMY_RANK_CODE},
	{TAXONOMY_CATEGORY, "３", "K03", TAXONOMY_RANK_CODE},
	{TAXONOMY_CATEGORY, "nf", "K07", TAXONOMY_RANK_INITIALS},
	{TAXONOMY_CATEGORY, "nianf", "K07", TAXONOMY_RANK_PINYIN},
	{TAXONOMY_CATEGORY, "xyknf", "K07", TAXONOMY_RANK_INITIALS},
	{TAXONOMY_REASON, "NF", "C11.1", TAXONOMY_RANK_INITIALS},
	{TAXONOMY_REASON, "c01.2", "C01.2", TAXONOMY_RANK_CODE},
	{TAXONOMY_REASON, "Ｃ０１．２", "C01.2", TAXONOMY_RANK_CODE},
	{TAXONOMY_REASON, "排队", "C01.2", TAXONOMY_RANK_PREFIX},
	{TAXONOMY_REASON, "踢皮球", "C01.3", TAXONOMY_RANK_PREFIX},
	{TAXONOMY_REASON, "罚息", "C11.3", TAXONOMY_RANK_PREFIX},
	{TAXONOMY_REASON, "annual fee", "C11.1", TAXONOMY_RANK_PREFIX},
	{TAXONOMY_REASON, "zzqx", NULL, N_TAXONOMY_RANKS},
	{TAXONOMY_REASON, "次性", "C01.4", TAXONOMY_RANK_SUBSTRING},
	{TAXONOMY_REASON, "多手欠", NULL, N_TAXONOMY_RANKS},
	{TAXONOMY_REASON, "限额控", "C03.2", TAXONOMY_RANK_SUBSEQUENCE},
	{TAXONOMY_CLAIM, "jsdh", NULL, N_TAXONOMY_RANKS},
	{TAXONOMY_CLAIM, "tf", "W01", TAXONOMY_RANK_INITIALS},
	{TAXONOMY_CLAIM, "5", "W99", TAXONOMY_RANK_CODE},
	{TAXONOMY_BUSINESS, "房贷", "B02.1", TAXONOMY_RANK_PREFIX},
	{TAXONOMY_BUSINESS, "yinhang", "B10", TAXONOMY_RANK_PINYIN},
	{TAXONOMY_DEPARTMENT, "消保", "D08", TAXONOMY_RANK_PREFIX},
	{TAXONOMY_CHANNEL, "atm", "A02", TAXONOMY_RANK_PREFIX},
	{TAXONOMY_CHANNEL, "", NULL, N_TAXONOMY_RANKS},
	{TAXONOMY_CHANNEL, "  ", NULL, N_TAXONOMY_RANKS},
	{TAXONOMY_CHANNEL, "%_'\"", NULL, N_TAXONOMY_RANKS},
};

static void
test_picks(void)
{
	g_autoptr(TaxonomySet) set = load_shipped();

	for (guint i = 0; i < G_N_ELEMENTS(picks); i++) {
		g_autoptr(GArray) found =
			taxonomy_match(set, picks[i].facet, picks[i].typed, 20261124, 5);

		g_test_message("typed: %s", picks[i].typed);
		if (!picks[i].id) {
			g_assert_cmpuint(found->len, ==, 0);
			continue;
		}
		g_assert_cmpuint(found->len, >=, 1);
		g_assert_cmpuint(found->len, <=, 5);
		const TaxonomyMatch *m = &g_array_index(found, TaxonomyMatch, 0);

		g_assert_cmpstr(m->entry->id, ==, picks[i].id);
		g_assert_cmpint(m->rank, ==, picks[i].rank);
	}
}

/* Not UTF-8 reaches this only through a bug elsewhere; it must still be harmless. */
static void
test_broken_bytes(void)
{
	g_autoptr(TaxonomySet) set = load_shipped();
	g_autoptr(GArray) found = taxonomy_match(set, TAXONOMY_REASON, "\xc4\xea", 0, 5);

	g_assert_cmpuint(found->len, ==, 0);
}

#define GOOD_HEAD "id\tparent\tzh\ten\tclass\tdigit\tpy\tvalid_from\tvalid_to\n"
#define GOOD_ROWS                                                                              \
	"X1\t\t年费\tannual fee\t\t1\tnian fei\t2018-09-04\t\n"                              \
	"X2\tX1\t旧费\told fee\t\t\tjiu fei\t2018-09-04\t2020-02-29\n"

/* Writes six files, the one of `facet` with `text`, and loads them. */
static TaxonomySet *
load_made(TaxonomyFacet facet, const char *text, GError **error)
{
	g_autofree char *folder = g_dir_make_tmp("amends-taxonomy-XXXXXX", NULL);
	TaxonomySet *set = NULL;

	for (int pass = 0; pass < 2; pass++) {
		for (int f = 0; f < N_TAXONOMY_FACETS; f++) {
			g_autofree char *path = g_strdup_printf(
				"%s/%s.tsv", folder, taxonomy_facet_name((TaxonomyFacet)f));
			const char *good =
				f == TAXONOMY_CATEGORY
					? "id\tzh\ten\tbusiness\treason\nK1\t甲\ta\tX1\tX1\n"
					: GOOD_HEAD GOOD_ROWS;

			if (pass == 0)
				g_assert_true(g_file_set_contents(
					path, f == (int)facet ? text : good, -1, NULL));
			else
				g_unlink(path);
		}
		if (pass == 0)
			set = taxonomy_load(folder, error);
	}
	g_rmdir(folder);
	return set;
}

/* Add a row here for every rule of the files: the text, and what the refusal must name. */
static const struct {
	TaxonomyFacet facet;
	const char *text, *place;
} mistakes[] = {
	{TAXONOMY_REASON, "", "reason.tsv"},
	{TAXONOMY_REASON, GOOD_HEAD, "reason.tsv"},
	{TAXONOMY_REASON, "id\tzh\n", "reason.tsv, line 1, field en"},
	{TAXONOMY_REASON, "# head\nid\tzh\ten\tcolour\n",
		"line 2: the head line names the column \"colour\""},
	{TAXONOMY_REASON, "id\tid\tzh\ten\n", "line 1"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年费\n", "line 2: 3 fields"},
	{TAXONOMY_REASON, GOOD_HEAD GOOD_ROWS GOOD_ROWS, "line 4, field id"},
	{TAXONOMY_REASON, GOOD_HEAD "X 1\t\t年\ty\t\t\tnian\t\t\n", "line 2, field id"},
	{TAXONOMY_REASON, GOOD_HEAD "X1.\t\t年\ty\t\t\tnian\t\t\n", "line 2, field id"},
	{TAXONOMY_REASON, GOOD_HEAD "\t\t年\ty\t\t\tnian\t\t\n", "line 2, field id"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t\ty\t\t\tnian\t\t\n", "line 2, field zh"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年\t \t\t\tnian\t\t\n", "line 2, field en"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\tX2\t年\ty\t\t\tnian\t\t\n", "line 2, field parent"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\tX1\t年\ty\t\t\tnian\t\t\n", "line 2, field parent"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年\ty\tQ\t\tnian\t\t\n", "line 2, field class"},
	{TAXONOMY_CLAIM, GOOD_HEAD "X1\t\t年\ty\tS\t\tnian\t\t\n",
		"claim.tsv, line 2, field class"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年\ty\t\t0\tnian\t\t\n", "line 2, field digit"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年\ty\t\t12\tnian\t\t\n", "line 2, field digit"},
	{TAXONOMY_REASON, GOOD_HEAD GOOD_ROWS "X3\t\t年\ty\t\t1\tnian\t\t\n",
		"line 4, field digit"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年费\ty\t\t\tnian\t\t\n", "line 2, field py"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年费\ty\t\t\tnián fèi\t\t\n", "line 2, field py"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年\ty\t\t\tnian\t2018-02-29\t\n",
		"line 2, field valid_from"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年\ty\t\t\tnian\t\t2018\n",
		"line 2, field valid_to"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t年\ty\t\t\tnian\t2018-09-04\t2018-09-03\n",
		"line 2, field valid_to"},
	{TAXONOMY_REASON, GOOD_HEAD "X1\t\t\xc4\xea\ty\t\t\tnian\t\t\n", "not UTF-8"},
	{TAXONOMY_CATEGORY, "id\tzh\ten\tbusiness\treason\nK1\t甲\ta\tX9\tX1\n",
		"category.tsv, line 2, field business"},
	{TAXONOMY_CATEGORY, "id\tzh\ten\tbusiness\treason\nK1\t甲\ta\tX1\t\n",
		"category.tsv, line 2, field reason"},
};

static void
test_mistakes(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autoptr(GError) error = NULL;
		TaxonomySet *set = load_made(mistakes[i].facet, mistakes[i].text, &error);

		g_test_message("expect: %s", mistakes[i].place);
		g_assert_null(set);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		g_assert_nonnull(strstr(error->message, mistakes[i].place));
	}
}

/* Windows editors leave a byte order mark and CRLF. */
static void
test_foreign_line_ends(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(TaxonomySet) set = load_made(TAXONOMY_REASON,
		"\xef\xbb\xbfid\tzh\ten\tjrt\r\nX1\t年费\tannual fee\t0101\r\n\r\n", &error);

	g_assert_no_error(error);
	g_assert_cmpstr(taxonomy_label(set, TAXONOMY_REASON, "X1", false), ==, "annual fee");
	g_assert_cmpstr(
		taxonomy_find_mapped(set, TAXONOMY_REASON, TAXONOMY_MAP_JRT, "0101")->id, ==,
		"X1");
}

static void
test_retired_rows(void)
{
	g_autoptr(TaxonomySet) set = load_made(TAXONOMY_REASON, GOOD_HEAD GOOD_ROWS, NULL);
	g_autoptr(GPtrArray) last = taxonomy_list(set, TAXONOMY_REASON, 20200229);
	g_autoptr(GPtrArray) after = taxonomy_list(set, TAXONOMY_REASON, 20200301);
	g_autoptr(GPtrArray) before = taxonomy_list(set, TAXONOMY_REASON, 20180903);
	g_autoptr(GPtrArray) all = taxonomy_list(set, TAXONOMY_REASON, 0);
	g_autoptr(GArray) typed = taxonomy_match(set, TAXONOMY_REASON, "jf", 20200301, 9);

	g_assert_cmpuint(last->len, ==, 2);
	g_assert_cmpuint(after->len, ==, 1);
	g_assert_cmpuint(before->len, ==, 0);
	g_assert_cmpuint(all->len, ==, 2);
	g_assert_cmpuint(typed->len, ==, 0);
	g_assert_cmpstr(taxonomy_label(set, TAXONOMY_REASON, "X2", true), ==, "旧费");
}

/* What is typed in full comes before what only begins so, wherever it stands. */
static void
test_whole_first(void)
{
	static const char *const typed[] = {"年费", "nf", "nianfei", "annual fee"};
	g_autoptr(TaxonomySet) set = load_made(TAXONOMY_REASON,
		GOOD_HEAD "X1\t\t年费分期\tannual fee plan\t\t1\tnian fei fen qi\t\t\n"
			  "X2\t\t年费\tannual fee\t\t\tnian fei\t\t\n",
		NULL);

	g_assert_nonnull(set);
	for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
		g_autoptr(GArray) found = taxonomy_match(set, TAXONOMY_REASON, typed[i], 0, 9);

		g_assert_cmpuint(found->len, ==, 2);
		g_assert_cmpstr(g_array_index(found, TaxonomyMatch, 0).entry->id, ==, "X2");
	}
}

static void
test_missing_folder(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(taxonomy_load("/nonexistent", &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_IO);
	taxonomy_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/taxonomy/shipped", test_shipped);
	g_test_add_func("/taxonomy/one-digit", test_one_digit_answers_about);
	g_test_add_func("/taxonomy/labels-and-class", test_labels_and_class);
	g_test_add_func("/taxonomy/mapped", test_mapped);
	g_test_add_func("/taxonomy/picks", test_picks);
	g_test_add_func("/taxonomy/broken-bytes", test_broken_bytes);
	g_test_add_func("/taxonomy/mistakes", test_mistakes);
	g_test_add_func("/taxonomy/foreign-line-ends", test_foreign_line_ends);
	g_test_add_func("/taxonomy/retired-rows", test_retired_rows);
	g_test_add_func("/taxonomy/whole-first", test_whole_first);
	g_test_add_func("/taxonomy/missing-folder", test_missing_folder);
	return g_test_run();
}
