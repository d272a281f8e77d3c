/*
 * Key sequences of terminals, without the ESC before them: what follows "ESC ["
 * and "ESC O" in xterm, linux, vt, putty, rxvt, screen and tmux. Pure tables
 * and one parser; input.c owns bytes and time.
 */
#pragma once

#include "tui/key.h"

#include <stddef.h>

typedef enum SeqResult {
	SEQ_MORE,    /* the beginning of one: more bytes are needed */
	SEQ_KEY,     /* *ret_key is set */
	SEQ_PASTE,   /* a bracketed paste begins */
	SEQ_IGNORED, /* complete, and no key: focus, mouse, reports, unknown */
	SEQ_BROKEN,  /* no sequence: a byte that cannot be in one stands at *ret_used */
} SeqResult;

/* Reads the sequence whose first byte is '[' or 'O'; *ret_used is how many bytes it took. */
SeqResult seq_parse(const char *bytes, size_t len, size_t *ret_used, Key *ret_key);

/* Key of a control byte (below 0x20, or 0x7f), ESC included. */
Key seq_control(unsigned char byte);
