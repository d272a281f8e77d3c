/*
 * See encoding.h. An escape is a byte 11111xx 10xxxxxx too long for any
 * character of UTF-8: 0xFC + two bits, 0x80 + six bits of the byte it stands
 * for. A piece is converted and back at once; only where that differs is it
 * done character by character.
 */
#include "config.h"

#include "core/encoding.h"

#include <errno.h>
#include <string.h>

#define CHUNK  ((size_t)64 << 10)
#define SAMPLE ((size_t)256 << 10)
/* One bad sequence in more characters than this is damage, else it is another encoding. */
#define DAMAGE 4

const char *const encoding_names[N_ENCODINGS + 1] = {
	"auto", "utf-8", "gb18030", "utf-16le", "utf-16be", NULL};

struct Decoder {
	CsvReadFunc read;
	void *data;
	Encoding encoding;
	bool began, at_eof;
	GString *in, *out;
	size_t at; /* first byte of `out` not handed on */
};

Encoding
encoding_from_name(const char *name)
{
	g_autofree char *lower = name ? g_ascii_strdown(name, -1) : NULL;

	for (int i = 0; lower && encoding_names[i]; i++)
		if (strcmp(lower, encoding_names[i]) == 0)
			return (Encoding)i;
	if (lower && (strcmp(lower, "gbk") == 0 || strcmp(lower, "gb2312") == 0))
		return ENCODING_GB18030;
	return lower && strcmp(lower, "utf8") == 0 ? ENCODING_UTF_8 : ENCODING_AUTO;
}

const char *
encoding_mark(Encoding encoding)
{
	static const char *const marks[N_ENCODINGS] = {[ENCODING_AUTO] = "\xEF\xBB\xBF",
		[ENCODING_UTF_8] = "\xEF\xBB\xBF",
		[ENCODING_GB18030] = "",
		[ENCODING_UTF_16LE] = "\xFF\xFE",
		[ENCODING_UTF_16BE] = "\xFE\xFF"};

	return marks[encoding];
}

/* ---- escapes and characters ---- */

static void
append_escape(GString *out, unsigned char byte)
{
	g_string_append_c(out, (char)(0xFC | byte >> 6));
	g_string_append_c(out, (char)(0x80 | (byte & 0x3F)));
}

static bool
is_escape(const char *at, const char *end)
{
	return end - at >= 2 && ((unsigned char)at[0] & 0xFC) == 0xFC &&
	       ((unsigned char)at[1] & 0xC0) == 0x80;
}

static bool
is_wide(Encoding encoding)
{
	return encoding == ENCODING_UTF_16LE || encoding == ENCODING_UTF_16BE;
}

static GIConv
open_conv(const char *to, const char *from)
{
	GIConv conv = g_iconv_open(to, from);

	g_assert(conv != (GIConv)-1);
	return conv;
}

/* Appends what can be converted; how many bytes of the input that were. */
static size_t
convert(GIConv conv, GString *out, const char *bytes, size_t len)
{
	char *from = (char *)bytes;
	size_t left = len, need = 4 * len + 16, room = need, old = out->len;
	char *to;

	g_string_set_size(out, old + need);
	to = out->str + old;
	g_iconv(conv, &from, &left, &to, &room);
	g_string_truncate(out, old + need - room);
	g_iconv(conv, NULL, NULL, NULL, NULL);
	return len - left;
}

/* Bytes of the character at `at` by its first ones. */
static size_t
unit_len(Encoding encoding, const unsigned char *at, size_t len)
{
	size_t high = encoding == ENCODING_UTF_16LE ? 1 : 0;

	if (is_wide(encoding))
		return len > high && (at[high] & 0xFC) == 0xD8 ? 4 : 2;
	if (at[0] < 0x80)
		return 1;
	return len > 1 && at[1] >= '0' && at[1] <= '9' ? 4 : 2;
}

typedef struct Pair {
	Encoding encoding;
	GIConv there, back;
} Pair;

static Pair
pair_open(Encoding encoding)
{
	return (Pair){encoding, open_conv("UTF-8", encoding_names[encoding]),
		open_conv(encoding_names[encoding], "UTF-8")};
}

static void
pair_close(Pair *pair)
{
	g_iconv_close(pair->there);
	g_iconv_close(pair->back);
}

/* Appends `bytes` if they convert whole and come back the same. */
static bool
append_exact(const Pair *pair, GString *out, const char *bytes, size_t len)
{
	g_autoptr(GString) back = g_string_new(NULL);
	size_t old = out->len;

	if (convert(pair->there, out, bytes, len) == len &&
		convert(pair->back, back, out->str + old, out->len - old) == out->len - old &&
		back->len == len && memcmp(back->str, bytes, len) == 0)
		return true;
	g_string_truncate(out, old);
	return false;
}

static size_t
append_unit(const Pair *pair, GString *out, const char *bytes, size_t len)
{
	size_t n = MIN(len, unit_len(pair->encoding, (const unsigned char *)bytes, len));
	size_t least = MIN(len, is_wide(pair->encoding) ? 2 : 1);

	if (append_exact(pair, out, bytes, n))
		return n;
	for (size_t i = 0; i < least; i++)
		append_escape(out, (unsigned char)bytes[i]);
	return least;
}

static bool
is_cut(Encoding encoding, const char *bytes, size_t len)
{
	return len < (is_wide(encoding) ? 2 : 1) ||
	       len < unit_len(encoding, (const unsigned char *)bytes, len) ||
	       (encoding == ENCODING_GB18030 && len == 1 && (unsigned char)bytes[0] >= 0x80);
}

/* Appends what `bytes` stand for. Unless `whole`, a cut character at the end is left; bytes
 * done. */
static size_t
append_decoded(GString *out, Encoding encoding, const char *bytes, size_t len, bool whole)
{
	Pair pair = pair_open(encoding);
	g_autoptr(GString) probe = g_string_new(NULL);
	size_t at = 0;

	while (at < len && (whole || !is_cut(encoding, bytes + at, len - at))) {
		size_t old = out->len, good = convert(pair.there, out, bytes + at, len - at);

		g_string_truncate(out, old);
		if (good && append_exact(&pair, out, bytes + at, good)) {
			at += good;
			continue;
		}
		for (good += at; at < good;)
			at += append_unit(&pair, out, bytes + at, len - at);
		if (at < len && (whole || !is_cut(encoding, bytes + at, len - at)))
			at += append_unit(&pair, out, bytes + at, len - at);
	}
	pair_close(&pair);
	return at;
}

void
encoding_append_decoded(GString *out, Encoding encoding, const char *bytes, size_t len)
{
	if (encoding <= ENCODING_UTF_8)
		g_string_append_len(out, bytes, (gssize)len);
	else
		append_decoded(out, encoding, bytes, len, true);
}

/* A stretch without escapes. */
static void
append_encoded(GIConv conv, GString *out, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t done = convert(conv, out, bytes, len);

		bytes += done;
		len -= done;
		if (len == 0)
			break;
		convert(conv, out, "?", 1);
		do {
			bytes++;
			len--;
		} while (len > 0 && ((unsigned char)*bytes & 0xC0) == 0x80);
	}
}

void
encoding_append(GString *out, Encoding encoding, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	GIConv conv;

	if (encoding <= ENCODING_UTF_8) {
		g_string_append_len(out, bytes, (gssize)len);
		return;
	}
	conv = open_conv(encoding_names[encoding], "UTF-8");
	while (bytes < end) {
		const char *stop = bytes;

		while (stop < end && !is_escape(stop, end))
			stop++;
		append_encoded(conv, out, bytes, (size_t)(stop - bytes));
		if (stop < end) {
			g_string_append_c(
				out, (char)((unsigned char)stop[0] << 6 | (stop[1] & 0x3F)));
			stop += 2;
		}
		bytes = stop;
	}
	g_iconv_close(conv);
}

/* ---- which encoding ---- */

typedef struct Score {
	size_t good, bad;
	size_t common; /* of GB18030: characters of GB 2312, what Chinese is written with */
} Score;

static Score
score_utf8(const char *bytes, size_t len)
{
	Score score = {0};
	const char *end = bytes + len;

	while (bytes < end) {
		const char *stop;

		if ((unsigned char)*bytes < 0x80) {
			bytes++;
			continue;
		}
		if (end - bytes < 4 && !g_utf8_validate(bytes, end - bytes, NULL))
			break;
		g_utf8_validate(bytes, MIN(end - bytes, 4), &stop);
		if (stop > bytes)
			stop = g_utf8_next_char(bytes);
		score.good += stop > bytes;
		score.bad += stop == bytes;
		bytes = stop > bytes ? stop : bytes + 1;
	}
	return score;
}

static Score
score_gb18030(const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes, *end = at + len;
	Score score = {0};

	while (end - at >= 4) {
		size_t n = unit_len(ENCODING_GB18030, at, 4);
		bool fits = n == 1 ||
			    (at[0] != 0x80 && at[0] != 0xFF &&
				    (n == 4 ? at[2] > 0x80 && at[2] < 0xFF && at[3] >= '0' &&
							    at[3] <= '9'
					    : at[1] >= 0x40 && at[1] != 0x7F && at[1] != 0xFF));

		score.good += fits && n > 1;
		score.bad += !fits;
		score.common +=
			fits && n == 2 && at[0] >= 0xA1 && at[0] <= 0xF7 && at[1] >= 0xA1;
		at += fits ? n : 1;
	}
	return score;
}

/* From the first byte on that is not ASCII. */
static Encoding
guess(const char *bytes, size_t len, bool whole)
{
	Score utf8 = score_utf8(bytes, len), gb;
	g_autofree char *padded = NULL;

	if (utf8.bad == 0 || utf8.good > utf8.bad * DAMAGE)
		return ENCODING_UTF_8;
	/* The last characters are scored too where the file ends here. */
	padded = g_malloc0(len + 4);
	memcpy(padded, bytes, len);
	gb = score_gb18030(padded, whole ? len + 3 : len);
	return gb.common > gb.bad * DAMAGE && gb.common * 2 >= gb.good ? ENCODING_GB18030
								       : ENCODING_UTF_8;
}

/* ---- the stream ---- */

Decoder *
decoder_new(CsvReadFunc read, void *data, Encoding wanted)
{
	Decoder *decoder = g_new0(Decoder, 1);

	decoder->read = read;
	decoder->data = data;
	decoder->encoding = wanted;
	decoder->in = g_string_sized_new(CHUNK);
	decoder->out = g_string_sized_new(CHUNK);
	return decoder;
}

void
decoder_free(Decoder *decoder)
{
	if (!decoder)
		return;
	g_string_free(decoder->in, TRUE);
	g_string_free(decoder->out, TRUE);
	g_free(decoder);
}

Encoding
decoder_encoding(const Decoder *decoder)
{
	return decoder->encoding;
}

static void
take_mark(Decoder *decoder)
{
	static const struct {
		Encoding encoding;
		const char *mark;
		size_t dropped;
	} marks[] = {
		{ENCODING_UTF_8, "\xEF\xBB\xBF", 0},
		{ENCODING_UTF_16LE, "\xFF\xFE", 2},
		{ENCODING_UTF_16BE, "\xFE\xFF", 2},
		{ENCODING_GB18030, "\x84\x31\x95\x33", 4},
	};

	decoder->began = true;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		size_t len = strlen(marks[i].mark);

		if (decoder->in->len < len || memcmp(decoder->in->str, marks[i].mark, len) != 0)
			continue;
		decoder->encoding = marks[i].encoding;
		g_string_erase(decoder->in, 0, (gssize)marks[i].dropped);
		return;
	}
}

/* Hands the first `n` bytes on as they are. */
static void
pass(Decoder *decoder, size_t n)
{
	g_string_append_len(decoder->out, decoder->in->str, (gssize)n);
	g_string_erase(decoder->in, 0, (gssize)n);
}

/* What was read so far goes on, as far as it can. */
static void
move(Decoder *decoder)
{
	GString *in = decoder->in;

	if (!decoder->began) {
		if (in->len < 4 && !decoder->at_eof)
			return;
		take_mark(decoder);
	}
	if (decoder->encoding == ENCODING_AUTO) {
		size_t ascii = 0;

		while (ascii < in->len && (unsigned char)in->str[ascii] < 0x80)
			ascii++;
		pass(decoder, ascii);
		if (in->len == 0 || (in->len < SAMPLE && !decoder->at_eof))
			return;
		decoder->encoding = guess(in->str, in->len, decoder->at_eof);
	}
	if (decoder->encoding == ENCODING_UTF_8)
		pass(decoder, in->len);
	else
		g_string_erase(in, 0,
			(gssize)append_decoded(decoder->out, decoder->encoding, in->str,
				in->len, decoder->at_eof));
}

static bool
fill(Decoder *decoder, GError **error)
{
	size_t old = decoder->in->len;
	gssize got;

	g_string_set_size(decoder->in, old + CHUNK);
	got = decoder->read(decoder->data, decoder->in->str + old, CHUNK, error);
	g_string_truncate(decoder->in, old + (size_t)MAX(got, 0));
	decoder->at_eof = got == 0;
	return got >= 0;
}

gssize
decoder_read(void *data, void *buf, size_t len, GError **error)
{
	Decoder *decoder = data;
	size_t n;

	while (decoder->at == decoder->out->len && !decoder->at_eof) {
		g_string_truncate(decoder->out, 0);
		decoder->at = 0;
		if (!fill(decoder, error))
			return -1;
		move(decoder);
	}
	n = MIN(len, decoder->out->len - decoder->at);
	memcpy(buf, decoder->out->str + decoder->at, n);
	decoder->at += n;
	return (gssize)n;
}
