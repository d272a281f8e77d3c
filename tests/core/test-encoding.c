/* Proves core/encoding.h: which encoding is taken, what the text becomes, and that any bytes
 * come back the same, in pieces of any size. */
#include "config.h"

#include "core/encoding.h"

#include <string.h>

#include "core/error.h"

typedef struct Source {
	const char *bytes;
	size_t len, at, step;
} Source;

static gssize
source_read(void *data, void *buf, size_t len, GError **error)
{
	Source *source = data;
	size_t n = MIN(MIN(len, source->len - source->at), source->step);

	memcpy(buf, source->bytes + source->at, n);
	source->at += n;
	return (gssize)n;
}

static GString *
decode(const char *bytes, size_t len, size_t step, Encoding *encoding)
{
	Source source = {bytes, len, 0, step};
	g_autoptr(Decoder) decoder = decoder_new(source_read, &source, *encoding);
	GString *out = g_string_new(NULL);
	char buf[7];
	gssize got;

	while ((got = decoder_read(decoder, buf, sizeof(buf), NULL)) > 0)
		g_string_append_len(out, buf, got);
	g_assert_cmpint(got, ==, 0);
	*encoding = decoder_encoding(decoder);
	return out;
}

#define S(text) text, sizeof(text) - 1

static const struct {
	const char *bytes;
	size_t len;
	Encoding wanted, taken;
	const char *text;
	size_t text_len;
} cases[] = {
	{S(""), ENCODING_AUTO, ENCODING_AUTO, S("")},
	{S("a,b\r\n"), ENCODING_AUTO, ENCODING_AUTO, S("a,b\r\n")},
	{S("a"), ENCODING_GB18030, ENCODING_GB18030, S("a")},
	{S("\xEF\xBB\xBF"
	   "a"),
		ENCODING_AUTO, ENCODING_UTF_8,
		S("\xEF\xBB\xBF"
		  "a")},
	{S("\xE5\xB9\xB4\xE8\xB4\xB9"), ENCODING_AUTO, ENCODING_UTF_8, S("年费")},
	{S("x \xC4\xEA\xB7\xD1 y"), ENCODING_AUTO, ENCODING_GB18030, S("x 年费 y")},
	/* The pair that looks like UTF-8 at first sight, in a sentence. */
	{S("\xC1\xAA\xCD\xA8\xB5\xC4\xD3\xAA\xD2\xB5\xCC\xFC"), ENCODING_AUTO, ENCODING_GB18030,
		S("联通的营业厅")},
	/* Four bytes a character, with the mark of GB18030, and by request. */
	{S("\x84\x31\x95\x33\x95\x32\x82\x36"), ENCODING_AUTO, ENCODING_GB18030,
		S("\U00020000")},
	{S("\x95\x32\x82\x36"), ENCODING_GB18030, ENCODING_GB18030, S("\U00020000")},
	/* Damaged UTF-8 stays UTF-8, and its bytes as they are. */
	{S("\xE5\xB9\xB4\xFF\xE8\xB4\xB9"), ENCODING_AUTO, ENCODING_UTF_8, S("年\xFF费")},
	{S("caf\xE9 noir"), ENCODING_AUTO, ENCODING_UTF_8, S("caf\xE9 noir")},
	/* Bytes that are no character pass as escapes. */
	{S("\xC4\xEA\xFF\xB7\xD1"), ENCODING_GB18030, ENCODING_GB18030, S("年\xFF\xBF费")},
	{S("\xC4\xEA\xB7"), ENCODING_GB18030, ENCODING_GB18030, S("年\xFE\xB7")},
	{S("\xFF\xFE"
	   "a\0\x74\x5E"),
		ENCODING_AUTO, ENCODING_UTF_16LE, S("a年")},
	{S("\xFE\xFF\0a\x5E\x74"), ENCODING_AUTO, ENCODING_UTF_16BE, S("a年")},
	{S("\xFF\xFE\x00\xD8"
	   "a\0"),
		ENCODING_UTF_8, ENCODING_UTF_16LE,
		S("\xFC\x80\xFF\x98"
		  "a")},
	{S("a\0\0\0b"), ENCODING_UTF_16LE, ENCODING_UTF_16LE, S("a\0\xFD\xA2")},
};

static void
test_cases(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (size_t step = 1; step <= 9; step += 4) {
			Encoding encoding = cases[i].wanted;
			g_autoptr(GString) text =
				decode(cases[i].bytes, cases[i].len, step, &encoding);

			g_assert_cmpstr(
				encoding_names[encoding], ==, encoding_names[cases[i].taken]);
			g_assert_cmpmem(text->str, text->len, cases[i].text, cases[i].text_len);
		}
	}
}

/* Long ASCII first, and characters cut where pieces end. */
static void
test_late(void)
{
	g_autoptr(GString) bytes = g_string_new(NULL), want = g_string_new(NULL);
	Encoding encoding = ENCODING_AUTO;
	g_autoptr(GString) text = NULL;

	for (int i = 0; i < 70000; i++)
		g_string_append_c(bytes, 'a');
	g_string_append(want, bytes->str);
	for (int i = 0; i < 50000; i++) {
		g_string_append(bytes, "\xC4\xEA\xB7\xD1\xBF\xDB");
		g_string_append(want, "年费扣");
	}
	text = decode(bytes->str, bytes->len, 4001, &encoding);
	g_assert_cmpint(encoding, ==, ENCODING_GB18030);
	g_assert_cmpmem(text->str, text->len, want->str, want->len);
}

static void
check_back(Encoding encoding, const char *bytes, size_t len)
{
	g_autoptr(GString) text = g_string_new(NULL), back = g_string_new(NULL);

	encoding_append_decoded(text, encoding, bytes, len);
	encoding_append(back, encoding, text->str, text->len);
	g_assert_cmpmem(back->str, back->len, bytes, len);
}

/* Every pair of bytes at once, then anything: what was read is written again. */
static void
test_reversible(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	g_autoptr(GString) pairs = g_string_new(NULL);

	for (unsigned pair = 0; pair < 65536; pair++) {
		g_string_append_c(pairs, (char)(pair >> 8));
		g_string_append_c(pairs, (char)pair);
		g_string_append(pairs, pair % 3 ? "" : "\n");
	}
	for (int e = ENCODING_UTF_8; e < N_ENCODINGS; e++) {
		check_back((Encoding)e, pairs->str, pairs->len);
		for (int turn = 0; turn < 500; turn++) {
			char bytes[24];
			size_t len = (size_t)g_rand_int_range(rand, 0, sizeof(bytes));

			for (size_t i = 0; i < len; i++)
				bytes[i] = (char)(g_rand_boolean(rand)
							  ? g_rand_int_range(rand, 0x81, 0xFF)
							  : g_rand_int_range(rand, 0, 0x40));
			check_back((Encoding)e, bytes, len);
		}
	}
}

static void
test_names(void)
{
	g_assert_cmpint(encoding_from_name("GB18030"), ==, ENCODING_GB18030);
	g_assert_cmpint(encoding_from_name("gbk"), ==, ENCODING_GB18030);
	g_assert_cmpint(encoding_from_name("UTF8"), ==, ENCODING_UTF_8);
	g_assert_cmpint(encoding_from_name("latin1"), ==, ENCODING_AUTO);
	g_assert_cmpint(encoding_from_name(NULL), ==, ENCODING_AUTO);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/encoding/cases", test_cases);
	g_test_add_func("/encoding/late", test_late);
	g_test_add_func("/encoding/reversible", test_reversible);
	g_test_add_func("/encoding/names", test_names);
	return g_test_run();
}
