/*
 * Chinese by sound: `wxm` and `wangxiaoming` find 王小明. A PinyinTable is the
 * readings of all Han characters, mapped from two sorted text files that are
 * searched as they are: loading reads nothing. A table never changes and may
 * be shared by threads. The store keeps pinyin_dup_keys() of a name beside the
 * name; pick lists rank their entries with pinyin_match() while a person types.
 */
#pragma once

#include <glib.h>

#define PINYIN_MAX_KEYS 16

typedef struct PinyinTable PinyinTable;

/*
 * The table in `folder` (readings.tsv, surnames.tsv), the folder `pinyin` of
 * the program's data. NULL with IO when a file cannot be read, with DAMAGED
 * when it is not such a table.
 */
PinyinTable *pinyin_table_load(const char *folder, GError **error);
void pinyin_table_free(PinyinTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PinyinTable, pinyin_table_free)

/*
 * The at most PINYIN_MAX_KEYS search keys of a name, likeliest first, without
 * repeats: initials (`wxm`) and full spelling (`wangxiaoming`) for combinations
 * of readings, the reading as a surname before the others (UI.md 5.3). ü is v.
 * Latin words give their first letter and themselves, in lower case: "Zhang Li"
 * -> zl, zhangli. Characters without a reading are left out. Caller frees.
 */
GStrv pinyin_dup_keys(const PinyinTable *table, const char *name);

/* How well a text answers what was typed, best first (UI.md 3.2). Lower ranks first. */
typedef enum PinyinRank {
	PINYIN_RANK_EXACT,    /* the whole text, or the code */
	PINYIN_RANK_PREFIX,   /* the text or the code starts with it */
	PINYIN_RANK_INITIALS, /* nf -> 年费; a Latin word may stand whole: atmtk -> ATM吞卡 */
	PINYIN_RANK_FULL,     /* nianfei, also unfinished: nianf */
	PINYIN_RANK_SUBSTRING,	 /* within the text, also by sound: fei -> 年费 */
	PINYIN_RANK_SUBSEQUENCE, /* its characters in this order, also by sound: nife */
	PINYIN_RANK_FUZZY, /* z zh, c ch, s sh, n l, in ing, an ang, en eng, u v taken as one */
	PINYIN_RANK_NONE,
	N_PINYIN_RANKS
} PinyinRank;

/*
 * Rank of `text` for what was typed; both are folded first (case, width), and
 * spaces and apostrophes in `typed` mean nothing. All readings count, and Han
 * characters may stand among the letters (王xm). Nothing typed: PREFIX.
 * `table` may be NULL: then only the text itself is compared.
 */
PinyinRank pinyin_match(const PinyinTable *table, const char *text, const char *typed);

/* The same for an entry with a code of its own: the better of the two. `code` may be NULL. */
PinyinRank pinyin_match_entry(
	const PinyinTable *table, const char *code, const char *label, const char *typed);
