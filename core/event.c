/*
 * Making, reading and proving events. The header's canonical bytes are written
 * in one function, header_make; reading parses them, writes them again and
 * compares, so nothing but the canonical form is ever taken. Payload rules are
 * in core/event-check.c. Pure but for the salt, which comes from Env.
 */
#include "config.h"

#include "core/event.h"

#include <glib/gi18n.h>
#include <sodium.h>

#include "core/error.h"
#include "core/event-check.h"

#define MAX_HEADER 4096

typedef char HeaderText[64]; /* the longest header string is a code of 60 */

Event *
event_new(EventKind kind)
{
	const KindDef *def = event_kind_def(kind);
	Event *event = g_new0(Event, 1);

	event->v = EVENT_V;
	event->alg = EVENT_ALG;
	event->kv = EVENT_KV;
	event->kind = kind;
	event->kind_name = g_strdup(def->name);
	event->subject_kind = def->subject;
	g_strlcpy(event->prev, EVENT_NO_HASH, sizeof event->prev);
	event->payload = json_object();
	return event;
}

void
event_free(Event *event)
{
	if (!event)
		return;
	g_free(event->realm);
	g_free(event->kind_name);
	g_clear_pointer(&event->header, g_bytes_unref);
	json_decref(event->payload);
	g_free(event->payload_bytes);
	g_free(event);
}

/* Most payloads fit in the first try, and are then written once. */
char *
event_dump_payload(const json_t *payload)
{
	size_t size = 2048, len;
	char *bytes = g_malloc(size);

	while ((len = json_dumpb(payload, bytes, size, JSON_COMPACT)) >= size) {
		size = len + 1;
		bytes = g_realloc(bytes, size);
	}
	g_assert(len > 0);
	bytes[len] = '\0';
	return bytes;
}

void
event_hash_hex(const void *data, size_t len, char ret[HASH_LEN])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, data, len);
	sodium_bin2hex(ret, HASH_LEN, hash, sizeof hash);
}

static void
payload_hash(const char *bytes, const unsigned char salt[32], char ret[HASH_LEN])
{
	crypto_hash_sha256_state state;
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, salt, 32);
	crypto_hash_sha256_update(&state, (const unsigned char *)bytes, strlen(bytes));
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(ret, HASH_LEN, hash, sizeof hash);
}

/* Every event goes through here when it is made and each time it is read: no printf. */
static void
append_key(GString *out, const char *key)
{
	g_string_append_c(out, '"');
	g_string_append(out, key);
	g_string_append(out, "\":");
}

static void
append_set(GString *out, const char *key, const char *value)
{
	if (!*value)
		return;
	append_key(out, key);
	g_string_append_c(out, '"');
	g_string_append(out, value);
	g_string_append(out, "\",");
}

static void
append_int(GString *out, const char *key, int64_t value)
{
	char digits[24];

	g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT ",", value);
	append_key(out, key);
	g_string_append(out, digits);
}

/* No value holds a character that JSON would escape: header_is_plain sees to it. */
static GBytes *
header_make(const Event *e, const char *subject_kind)
{
	GString *out = g_string_sized_new(1024);

	g_string_append_c(out, '{');
	append_int(out, "v", e->v);
	append_int(out, "alg", e->alg);
	append_set(out, "realm", e->realm);
	append_set(out, "event_id", e->id);
	append_set(out, "subject_kind", subject_kind);
	append_set(out, "subject", e->subject);
	append_set(out, "device_id", e->device);
	append_int(out, "device_seq", e->seq);
	append_set(out, "prev", e->prev);
	append_set(out, "actor", e->actor);
	append_set(out, "hlc", e->hlc);
	append_set(out, "kind", e->kind_name);
	append_int(out, "kv", e->kv);
	append_key(out, "crit");
	g_string_append(out, e->crit ? "true," : "false,");
	append_set(out, "base", e->base);
	append_set(out, "group", e->group);
	append_set(out, "orig", e->orig);
	append_set(out, "payload_hash", e->payload_hash);
	out->str[out->len - 1] = '}';
	return g_string_free_to_bytes(out);
}

static bool
is_uuid_or_empty(const char *text)
{
	return !*text || event_is_uuid(text);
}

static bool
header_is_plain(const Event *e, const char *subject_kind)
{
	return event_is_code(e->realm) && event_is_code(subject_kind) &&
	       event_is_code(e->kind_name) && event_is_uuid(e->id) &&
	       event_is_uuid(e->subject) && event_is_uuid(e->device) &&
	       event_is_uuid(e->actor) && is_uuid_or_empty(e->base) &&
	       is_uuid_or_empty(e->group) && is_uuid_or_empty(e->orig) &&
	       event_is_hex(e->prev, 64) && event_is_hex(e->payload_hash, 64) &&
	       event_is_hex(e->hlc, 16) && e->seq >= 1 && e->kv >= 1;
}

void
event_seal(Event *event, Env *env, const unsigned char *key)
{
	const char *subject_kind = event_subject_name(event->subject_kind);
	const unsigned char *bytes;
	gsize len;

	env->random(env, event->salt, sizeof event->salt);
	g_free(event->payload_bytes);
	event->payload_bytes = event_dump_payload(event->payload);
	payload_hash(event->payload_bytes, event->salt, event->payload_hash);
	g_assert(event->realm && header_is_plain(event, subject_kind));
	g_clear_pointer(&event->header, g_bytes_unref);
	event->header = header_make(event, subject_kind);
	bytes = g_bytes_get_data(event->header, &len);
	event_hash_hex(bytes, len, event->hash);
	crypto_sign_detached(event->sig, NULL, bytes, len, key);
	g_strlcpy(event->eff_hlc, event->hlc, sizeof event->eff_hlc);
}

/* ---- reading a header ---- */

/* What is left of it. Takes what header_make may have written; header_parse compares
 * afterwards. */
typedef struct Scan {
	const char *at, *end;
} Scan;

static bool
scan_literal(Scan *scan, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(scan->end - scan->at) < len || memcmp(scan->at, text, len) != 0)
		return false;
	scan->at += len;
	return true;
}

static bool
scan_key(Scan *scan, const char *key)
{
	Scan ahead = *scan;

	if (!scan_literal(&ahead, "\"") || !scan_literal(&ahead, key) ||
		!scan_literal(&ahead, "\":"))
		return false;
	*scan = ahead;
	return true;
}

/* An absent one is "". */
static bool
scan_text(Scan *scan, const char *key, char *ret, size_t size)
{
	const char *quote;

	*ret = '\0';
	if (!scan_key(scan, key))
		return true;
	if (!scan_literal(scan, "\""))
		return false;
	quote = memchr(scan->at, '"', (size_t)(scan->end - scan->at));
	if (!quote || (size_t)(quote - scan->at) >= size || quote + 1 >= scan->end)
		return false;
	memcpy(ret, scan->at, (size_t)(quote - scan->at));
	ret[quote - scan->at] = '\0';
	scan->at = quote + 2; /* and the comma, or the brace at the end */
	return true;
}

static bool
scan_int(Scan *scan, const char *key, int64_t max, int64_t *ret)
{
	int64_t value = 0;

	if (!scan_key(scan, key))
		return false;
	for (; scan->at < scan->end && g_ascii_isdigit(*scan->at); scan->at++)
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, *scan->at - '0', &value))
			return false;
	*ret = value;
	return value <= max && scan_literal(scan, ",");
}

static bool
scan_crit(Scan *scan, bool *ret)
{
	if (!scan_key(scan, "crit"))
		return false;
	*ret = scan_literal(scan, "true,");
	return *ret || scan_literal(scan, "false,");
}

/* Fills `e` from the bytes of a header of our v and alg; false if anything has the wrong form.
 */
static bool
header_read(Event *e, Scan scan, HeaderText subject_kind)
{
	HeaderText realm, kind;
	int64_t v, alg, kv;
	bool ok = scan_literal(&scan, "{") && scan_int(&scan, "v", EVENT_V, &v) &&
		  scan_int(&scan, "alg", EVENT_ALG, &alg) &&
		  scan_text(&scan, "realm", realm, sizeof realm) &&
		  scan_text(&scan, "event_id", e->id, sizeof e->id) &&
		  scan_text(&scan, "subject_kind", subject_kind, sizeof(HeaderText)) &&
		  scan_text(&scan, "subject", e->subject, sizeof e->subject) &&
		  scan_text(&scan, "device_id", e->device, sizeof e->device) &&
		  scan_int(&scan, "device_seq", INT64_MAX, &e->seq) &&
		  scan_text(&scan, "prev", e->prev, sizeof e->prev) &&
		  scan_text(&scan, "actor", e->actor, sizeof e->actor) &&
		  scan_text(&scan, "hlc", e->hlc, sizeof e->hlc) &&
		  scan_text(&scan, "kind", kind, sizeof kind) &&
		  scan_int(&scan, "kv", INT16_MAX, &kv) && scan_crit(&scan, &e->crit) &&
		  scan_text(&scan, "base", e->base, sizeof e->base) &&
		  scan_text(&scan, "group", e->group, sizeof e->group) &&
		  scan_text(&scan, "orig", e->orig, sizeof e->orig) &&
		  scan_text(&scan, "payload_hash", e->payload_hash, sizeof e->payload_hash);

	if (!ok)
		return false;
	e->v = (int)v;
	e->alg = (int)alg;
	e->realm = g_strdup(realm);
	e->kind_name = g_strdup(kind);
	e->kv = (int)kv;
	e->kind = kv > EVENT_KV ? EVENT_UNKNOWN : event_kind_from_name(kind);
	e->subject_kind = event_subject_from_name(subject_kind);
	g_strlcpy(e->eff_hlc, e->hlc, sizeof e->eff_hlc);
	return v == EVENT_V && alg == EVENT_ALG && header_is_plain(e, subject_kind);
}

static void
set_damaged(GError **error)
{
	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("An entry of the log is damaged: its header cannot be read. The other "
		  "entries "
		  "are not touched; restore the last backup or fetch the entry again."));
}

static int64_t
number_of(const json_t *header, const char *key)
{
	const json_t *value = json_object_get(header, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

/* Why a header was not taken: a newer version may write it in another way. */
static void
set_unreadable(const char *bytes, gsize len, GError **error)
{
	json_auto_t *header = NULL;
	int64_t v, alg;

	if (len > 0 && len <= MAX_HEADER)
		header = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
	v = number_of(header, "v");
	alg = number_of(header, "alg");
	if (v == -1 || alg == -1 || (v == EVENT_V && alg == EVENT_ALG)) {
		set_damaged(error);
		return;
	}
	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_NEWER,
		_("An entry of the log was made by a newer version of this program. "
		  "Nothing was changed; install the newer version to read it."));
}

static bool
header_parse(Event *e, GError **error)
{
	gsize len;
	const char *bytes = g_bytes_get_data(e->header, &len);
	g_autoptr(GBytes) again = NULL;
	HeaderText subject_kind;

	if (len > 0 && len <= MAX_HEADER && header_read(e, (Scan){bytes, bytes + len}, subject_kind))
		again = header_make(e, subject_kind);
	if (again && g_bytes_equal(again, e->header))
		return true;
	set_unreadable(bytes, len, error);
	return false;
}

Event *
event_new_from_bytes(GBytes *header, const char *payload, const unsigned char *salt,
	const unsigned char *sig, GError **error)
{
	g_autoptr(Event) e = g_new0(Event, 1);
	g_autoptr(GError) why = NULL;
	gsize len;
	const char *bytes = g_bytes_get_data(header, &len);

	e->header = g_bytes_ref(header);
	if (!header_parse(e, error))
		return NULL;
	event_hash_hex(bytes, len, e->hash);
	memcpy(e->sig, sig, sizeof e->sig);
	if (!payload)
		return g_steal_pointer(&e);
	e->payload = event_parse_payload(payload, strlen(payload), &why);
	if (!e->payload || !salt) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The content of entry %1$s of the log is damaged. %2$s"), e->id,
			why ? why->message : "");
		return NULL;
	}
	e->payload_bytes = g_strdup(payload);
	memcpy(e->salt, salt, sizeof e->salt);
	return g_steal_pointer(&e);
}

static const char *
find_fault(const Event *event, const unsigned char public_key[32])
{
	char hash[HASH_LEN];
	gsize len;
	const unsigned char *bytes = g_bytes_get_data(event->header, &len);

	event_hash_hex(bytes, len, hash);
	if (strcmp(hash, event->hash) != 0)
		return _("the header was changed");
	if (crypto_sign_verify_detached(event->sig, bytes, len, public_key) != 0)
		return _("the signature does not fit");
	if (!event->payload_bytes)
		return NULL;
	payload_hash(event->payload_bytes, event->salt, hash);
	if (strcmp(hash, event->payload_hash) != 0)
		return _("the content was changed");
	return NULL;
}

bool
event_verify(const Event *event, const unsigned char public_key[32], const char **ret_why)
{
	const char *why = find_fault(event, public_key);

	if (why && ret_why)
		*ret_why = why;
	return !why;
}

int
event_compare(const Event *a, const Event *b)
{
	int by;

	if (a->confirmed != b->confirmed)
		return a->confirmed ? -1 : 1;
	if (a->confirmed)
		return (a->number > b->number) - (a->number < b->number);
	by = strcmp(a->eff_hlc, b->eff_hlc);
	if (by == 0)
		by = strcmp(a->device, b->device);
	return by ? by : (a->seq > b->seq) - (a->seq < b->seq);
}

const Event *
event_find(const GPtrArray *events, const char *id)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (strcmp(event->id, id) == 0)
			return event;
	}
	return NULL;
}

const char *
event_text(const Event *event, const char *field)
{
	const char *text = json_string_value(json_object_get(event->payload, field));

	return text ? text : "";
}

int64_t
event_int(const Event *event, const char *field)
{
	return json_integer_value(json_object_get(event->payload, field));
}

bool
event_flag(const Event *event, const char *field)
{
	return json_is_true(json_object_get(event->payload, field));
}

int64_t
event_hlc_us(const char *hlc)
{
	return (int64_t)(g_ascii_strtoull(hlc, NULL, 16) >> 16) * 1000;
}

void
event_hlc_next(const char *last, int64_t now_us, char ret[HLC_LEN])
{
	uint64_t after = g_ascii_strtoull(last, NULL, 16) + 1;
	uint64_t wall = (uint64_t)MAX(now_us, 0) / 1000 << 16;

	g_snprintf(ret, HLC_LEN, "%016" G_GINT64_MODIFIER "x", MAX(wall, after));
}

int
event_compare_indirect(const void *a, const void *b)
{
	return event_compare(*(const Event *const *)a, *(const Event *const *)b);
}
