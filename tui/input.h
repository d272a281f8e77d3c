/*
 * Bytes from a terminal to keys. Pure: bytes and time come in, keys go out.
 * Never loses a key to a bad byte: UTF-8 is put together here, over any split
 * of packets, and what is no UTF-8 comes out byte by byte as KEY_BAD. Knows
 * the sequences of xterm, linux, vt100/220, putty, rxvt, screen and tmux,
 * bracketed paste, and swallows focus, mouse and other reports.
 *
 *   state     byte              -> next                 out
 *   ground    ESC               -> escape (timer)
 *   escape    [ or O            -> sequence (timer)
 *   escape    other             -> ground               Alt-key
 *   sequence  final, known      -> ground               key
 *   sequence  final, unknown    -> ground               nothing
 *   sequence  ESC[200~          -> paste
 *   paste     ESC[201~ or idle  -> ground               KEY_PASTE
 *   escape    delay passed      -> ground (late tail)   Esc
 *   late tail [ or O in 500 ms  -> sequence, its key not reported
 */
#pragma once

#include "tui/key.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A paste above this many bytes is cut and marked. */
#define INPUT_PASTE_MAX	   (1024 * 1024)
#define INPUT_ESC_DELAY_MS 100

typedef struct Input Input;

Input *input_new(void);
void input_free(Input *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Input, input_free)

/* Milliseconds a lone ESC waits for the rest of a sequence; the setting `esc_delay`. */
void input_set_esc_delay(Input *input, unsigned ms);

/* Takes bytes that arrived at `now_us` (any monotonic clock, the same in all calls). */
void input_feed(Input *input, const char *bytes, size_t len, int64_t now_us);

/* The next key, which the caller clears; false when there is none (yet). */
bool input_next(Input *input, int64_t now_us, Key *ret);

/*
 * Milliseconds until input_next() may have a key without more bytes; 0 when
 * there is one now, -1 when only bytes can bring one.
 */
int input_timeout_ms(const Input *input, int64_t now_us);
