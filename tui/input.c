/* Bytes and time to keys. The state machine is drawn in input.h. */
#include "config.h"

#include "tui/input.h"

#include "tui/input-seq.h"

#define ESC 0x1b
#define LATE_TAIL_US                                                                           \
	(500 * 1000) /* a tail this long after a lone Esc was cut off by the line */
#define SEQUENCE_US	(500 * 1000) /* how long a begun sequence waits: nobody types one */
#define PARTIAL_CHAR_US (1000 * 1000)
#define PASTE_IDLE_US	(5000 * 1000) /* an end mark lost for good must not hold the keyboard */
#define PASTE_END	"\033[201~"
#define PASTE_END_LEN	(sizeof PASTE_END - 1)

struct Input {
	GByteArray *buf; /* bytes not yet understood begin at `at` */
	guint at;
	GByteArray *paste; /* what was pasted so far; NULL outside a paste */
	bool paste_truncated;
	int64_t fed_us;	       /* when the last byte came */
	int64_t late_until_us; /* a tail until then belongs to an Esc already reported */
	int64_t deadline_us;   /* 0: ask now; -1: nothing to come without bytes */
	int64_t esc_delay_us;
};

/* What one look at the buffer brought. */
typedef enum Step {
	STEP_KEY,
	STEP_AGAIN, /* bytes were used up, look again */
	STEP_WAIT,  /* deadline_us is set */
} Step;

Input *
input_new(void)
{
	Input *input = g_new0(Input, 1);

	input->buf = g_byte_array_new();
	input->deadline_us = -1;
	input->late_until_us = G_MININT64;
	input->esc_delay_us = INPUT_ESC_DELAY_MS * 1000;
	return input;
}

void
input_free(Input *input)
{
	if (!input)
		return;
	g_byte_array_unref(input->buf);
	g_clear_pointer(&input->paste, g_byte_array_unref);
	g_free(input);
}

void
input_set_esc_delay(Input *input, unsigned ms)
{
	input->esc_delay_us = (int64_t)ms * 1000;
}

void
input_feed(Input *input, const char *bytes, size_t len, int64_t now_us)
{
	if (len == 0)
		return;
	if (input->at > 0) {
		g_byte_array_remove_range(input->buf, 0, input->at);
		input->at = 0;
	}
	g_byte_array_append(input->buf, (const guint8 *)bytes, (guint)len);
	input->fed_us = now_us;
	input->deadline_us = 0;
}

static const char *
input_bytes(const Input *input)
{
	return (const char *)input->buf->data + input->at;
}

static size_t
input_len(const Input *input)
{
	return input->buf->len - input->at;
}

/* True when `wait_us` have passed since the last byte; else the deadline is set. */
static bool
input_waited(Input *input, int64_t wait_us, int64_t now_us)
{
	input->deadline_us = input->fed_us + wait_us;
	return now_us >= input->deadline_us;
}

/* Length of the UTF-8 character at the start, 0 when it is not complete yet, -1 when it is
 * none. */
static int
utf8_look(const char *bytes, size_t len, gunichar *ret)
{
	unsigned char lead = (unsigned char)bytes[0];
	size_t need = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
	gunichar c;

	for (size_t i = 1; i < MIN(need, len); i++)
		if (((unsigned char)bytes[i] & 0xC0) != 0x80)
			return -1;
	if (len < need)
		return 0;
	c = g_utf8_get_char_validated(bytes, (gssize)need);
	if (c >= (gunichar)-2 || (c >= 0x80 && c < 0xA0))
		return -1;
	*ret = c;
	return (int)need;
}

static Step
step_char(Input *input, int64_t now_us, Key *ret)
{
	const char *bytes = input_bytes(input);
	unsigned char first = (unsigned char)bytes[0];
	gunichar c;
	int used;

	if (first < 0x20 || first == 0x7f) {
		*ret = seq_control(first);
		input->at++;
		return STEP_KEY;
	}
	used = utf8_look(bytes, input_len(input), &c);
	if (used == 0 && !input_waited(input, PARTIAL_CHAR_US, now_us))
		return STEP_WAIT;
	if (used <= 0) {
		*ret = (Key){.code = KEY_BAD, .ch = first};
		input->at++;
		return STEP_KEY;
	}
	*ret = (Key){.code = KEY_CHAR, .ch = c};
	input->at += (guint)used;
	return STEP_KEY;
}

static Step
step_lone_esc(Input *input, Key *ret)
{
	*ret = (Key){.code = KEY_ESC};
	input->at++;
	if (input_len(input) == 0)
		input->late_until_us = input->fed_us + LATE_TAIL_US;
	return STEP_KEY;
}

static void
input_begin_paste(Input *input)
{
	input->paste = g_byte_array_new();
	input->paste_truncated = false;
}

/* ESC [ or ESC O, `skip` bytes before that: 1, or 2 when Alt is another ESC (rxvt). */
static Step
step_sequence(Input *input, guint skip, int64_t now_us, Key *ret)
{
	const char *bytes = input_bytes(input) + skip;
	size_t len = input_len(input) - skip, used = 0;

	switch (seq_parse(bytes, len, &used, ret)) {
	case SEQ_MORE:
		if (!input_waited(input, SEQUENCE_US, now_us))
			return STEP_WAIT;
		*ret = (Key){.code = KEY_CHAR, .mods = KEY_MOD_ALT, .ch = (guchar)bytes[0]};
		input->at += skip + (guint)len;
		return len == 1 ? STEP_KEY : STEP_AGAIN;
	case SEQ_KEY:
		if (skip > 1)
			ret->mods |= KEY_MOD_ALT;
		input->at += skip + (guint)used;
		return STEP_KEY;
	case SEQ_PASTE:
		input_begin_paste(input);
		break;
	case SEQ_BROKEN:
		if (used == 1) { /* Alt-O or Alt-[ and a key of its own */
			*ret = (Key){
				.code = KEY_CHAR, .mods = KEY_MOD_ALT, .ch = (guchar)bytes[0]};
			input->at += skip + 1;
			return STEP_KEY;
		}
		break;
	case SEQ_IGNORED:
		break;
	}
	input->at += skip + (guint)used;
	return STEP_AGAIN;
}

/* ESC ESC: Alt with a sequence, else an Esc before whatever comes. */
static Step
step_double_esc(Input *input, int64_t now_us, Key *ret)
{
	const char *bytes = input_bytes(input);

	if (input_len(input) == 2 && !input_waited(input, input->esc_delay_us, now_us))
		return STEP_WAIT;
	if (input_len(input) > 2 && (bytes[2] == '[' || bytes[2] == 'O'))
		return step_sequence(input, 2, now_us, ret);
	return step_lone_esc(input, ret);
}

static Step
step_escape(Input *input, int64_t now_us, Key *ret)
{
	const char *bytes = input_bytes(input);
	gunichar c;
	int used;

	if (input_len(input) == 1) {
		if (!input_waited(input, input->esc_delay_us, now_us))
			return STEP_WAIT;
		return step_lone_esc(input, ret);
	}
	if (bytes[1] == ESC)
		return step_double_esc(input, now_us, ret);
	if (bytes[1] == '[' || bytes[1] == 'O')
		return step_sequence(input, 1, now_us, ret);
	used = utf8_look(bytes + 1, input_len(input) - 1, &c);
	if (used == 0 && !input_waited(input, input->esc_delay_us, now_us))
		return STEP_WAIT;
	if (used <= 0)
		return step_lone_esc(input, ret);
	input->at++;
	step_char(input, now_us, ret);
	ret->mods |= KEY_MOD_ALT;
	return STEP_KEY;
}

/* The tail of a sequence whose Esc was reported alone goes; anything else is typed. */
static Step
step_late_tail(Input *input, int64_t now_us, Key *ret)
{
	const char *bytes = input_bytes(input);
	bool is_late = input->fed_us <= input->late_until_us;
	Key dropped;
	size_t used;

	if (is_late && (bytes[0] == '[' || bytes[0] == 'O')) {
		SeqResult result = seq_parse(bytes, input_len(input), &used, &dropped);

		if (result == SEQ_MORE && !input_waited(input, input->esc_delay_us, now_us))
			return STEP_WAIT;
		if (result == SEQ_PASTE)
			input_begin_paste(input);
		if (result == SEQ_KEY || result == SEQ_PASTE) {
			input->late_until_us = G_MININT64;
			input->at += (guint)used;
			return STEP_AGAIN;
		}
	}
	input->late_until_us = G_MININT64;
	return step_char(input, now_us, ret);
}

static void
paste_append(Input *input, const char *bytes, size_t len)
{
	size_t room = INPUT_PASTE_MAX - input->paste->len;

	if (len > room)
		input->paste_truncated = true;
	g_byte_array_append(input->paste, (const guint8 *)bytes, (guint)MIN(len, room));
}

/* Whatever could press a key or move a cursor, and what is no character, in brackets: nothing
 * that was pasted goes without being seen. */
static char *
paste_dup_text(const char *bytes, size_t len, bool truncated)
{
	GString *out = g_string_sized_new(len);
	gunichar c;

	for (size_t at = 0; at < len;) {
		unsigned char first = (unsigned char)bytes[at];
		int used = utf8_look(bytes + at, len - at, &c);

		if (first == '\r') {
			g_string_append_c(out, '\n');
			at += at + 1 < len && bytes[at + 1] == '\n' ? 2 : 1;
		} else if (first == '\n' || first == '\t') {
			g_string_append_c(out, (char)first);
			at++;
		} else if (used > 0 && first >= 0x20 && first != 0x7f) {
			g_string_append_len(out, bytes + at, used);
			at += (size_t)used;
		} else if (used == 0 && truncated) {
			break;
		} else {
			g_string_append_printf(out, "<%02X>", first);
			at++;
		}
	}
	return g_string_free(out, FALSE);
}

static Step
paste_finish(Input *input, Key *ret)
{
	GByteArray *paste = g_steal_pointer(&input->paste);

	*ret = (Key){.code = KEY_PASTE, .truncated = input->paste_truncated};
	ret->text =
		paste_dup_text((const char *)paste->data, paste->len, input->paste_truncated);
	g_byte_array_unref(paste);
	return STEP_KEY;
}

static const char *
paste_end(const char *bytes, size_t len)
{
	const char *at = bytes, *stop = bytes + len;

	while (at < stop && (at = memchr(at, ESC, (size_t)(stop - at)))) {
		if ((size_t)(stop - at) < PASTE_END_LEN)
			return NULL;
		if (memcmp(at, PASTE_END, PASTE_END_LEN) == 0)
			return at;
		at++;
	}
	return NULL;
}

/* Moves pasted bytes over; the last few stay, because the end mark may be split. */
static Step
step_paste(Input *input, int64_t now_us, Key *ret)
{
	const char *bytes = input_bytes(input);
	size_t len = input_len(input), take;
	const char *end = paste_end(bytes, len);

	if (end) {
		paste_append(input, bytes, (size_t)(end - bytes));
		input->at += (guint)(end - bytes) + (guint)PASTE_END_LEN;
		return paste_finish(input, ret);
	}
	take = len >= PASTE_END_LEN ? len - (PASTE_END_LEN - 1) : 0;
	if (input_waited(input, PASTE_IDLE_US, now_us)) {
		paste_append(input, bytes, len);
		input->at += (guint)len;
		return paste_finish(input, ret);
	}
	if (take) {
		paste_append(input, bytes, take);
		input->at += (guint)take;
	}
	return STEP_WAIT;
}

static Step
input_step(Input *input, int64_t now_us, Key *ret)
{
	if (input->paste)
		return step_paste(input, now_us, ret);
	if (input_len(input) == 0) {
		input->deadline_us = -1;
		return STEP_WAIT;
	}
	if (input_bytes(input)[0] == ESC)
		return step_escape(input, now_us, ret);
	return step_late_tail(input, now_us, ret);
}

bool
input_next(Input *input, int64_t now_us, Key *ret)
{
	Step step;

	do
		step = input_step(input, now_us, ret);
	while (step == STEP_AGAIN);
	if (step == STEP_KEY)
		input->deadline_us = input_len(input) || input->paste ? 0 : -1;
	return step == STEP_KEY;
}

int
input_timeout_ms(const Input *input, int64_t now_us)
{
	if (input->deadline_us < 0)
		return -1;
	if (input->deadline_us <= now_us)
		return 0;
	return (int)((input->deadline_us - now_us + 999) / 1000);
}
