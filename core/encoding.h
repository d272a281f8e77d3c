/*
 * Between the bytes of a foreign file and the UTF-8 everything else works
 * with: UTF-8, GB18030, UTF-16, each told by its byte order mark, by the
 * content, or by who asks. Nothing is lost: bytes that are no character of
 * the encoding, or would come back as other bytes, pass through as escapes
 * that no valid text can hold and become the same bytes again. Pure; memory
 * is bounded. Used by import and export.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/csv.h"

typedef enum Encoding {
	ENCODING_AUTO,
	ENCODING_UTF_8,
	ENCODING_GB18030,
	ENCODING_UTF_16LE,
	ENCODING_UTF_16BE,
	N_ENCODINGS
} Encoding;

/* "utf-8", "gb18030" ..., NULL after the last; "auto" is the first. */
extern const char *const encoding_names[N_ENCODINGS + 1];

/* ENCODING_AUTO for "auto", NULL and words that are no name. "gbk" and "gb2312" are gb18030. */
Encoding encoding_from_name(const char *name);

/* A stream of bytes as UTF-8. */
typedef struct Decoder Decoder;

/*
 * Of ENCODING_AUTO the first is taken that fits: the byte order mark, UTF-8,
 * GB18030 where the text is mostly common Chinese in it, else UTF-8 with bytes
 * that are no text. A mark goes over `wanted`. UTF-8 passes unchanged, invalid
 * bytes included; its mark too, the marks of others do not.
 */
Decoder *decoder_new(CsvReadFunc read, void *data, Encoding wanted);
void decoder_free(Decoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decoder, decoder_free)

/* A CsvReadFunc; `decoder` is a Decoder. */
gssize decoder_read(void *decoder, void *buf, size_t len, GError **error);

/* ENCODING_AUTO while nothing but ASCII was read. */
Encoding decoder_encoding(const Decoder *decoder);

/*
 * The bytes in `encoding` of which decoder_read() made these: escapes become
 * what they stand for. A character the encoding does not have becomes '?'.
 */
void encoding_append(GString *out, Encoding encoding, const char *bytes, size_t len);

/* The other way for a piece that is whole: what decoder_read() makes of it. */
void encoding_append_decoded(GString *out, Encoding encoding, const char *bytes, size_t len);

/* What begins a file in this encoding: its mark, nothing for GB18030. Borrowed. */
const char *encoding_mark(Encoding encoding);
