/*
 * One event: a signed header without personal data, and beside it a payload
 * that may be erased. The header's bytes are made once; what is stored is what
 * travels and what was signed. Only core (and later sync) sees this type;
 * screens see core/ticket.h.
 *
 * Invariants: hash = SHA-256(header). payload_hash in the header = SHA-256(salt,
 * payload). prev = hash of the same device's previous header, 64 zeros for the
 * first. seq counts 1, 2, 3 without holes. hlc grows along a device's chain.
 */
#pragma once

#include <jansson.h>

#include "core/event-kind.h"

#define EVENT_MAX_PAYLOAD (64 * 1024)
#define EVENT_MAX_TEXT	  (32 * 1024)
#define EVENT_MAX_LINE	  400 /* code points */
#define EVENT_MAX_DEPTH	  16  /* the payload object itself is the first level */
#define EVENT_V		  1
#define EVENT_ALG	  1 /* SHA-256 and Ed25519 */
#define EVENT_KV	  1
#define EVENT_NO_HASH	  "0000000000000000000000000000000000000000000000000000000000000000"

struct Event {
	/* header */
	int v, alg;
	char *realm;
	char id[UUID_LEN];
	SubjectKind subject_kind;
	char subject[UUID_LEN];
	char device[UUID_LEN];
	int64_t seq;
	char prev[HASH_LEN];
	char actor[UUID_LEN];
	char hlc[HLC_LEN];
	EventKind kind; /* EVENT_UNKNOWN also for a kv above EVENT_KV */
	char *kind_name;
	int kv;
	bool crit;
	char base[UUID_LEN];  /* "" if none */
	char group[UUID_LEN]; /* "" if alone */
	char orig[UUID_LEN];  /* "" unless sent again by a restored store */
	char payload_hash[HASH_LEN];
	/* as stored */
	GBytes *header;
	char hash[HASH_LEN];
	unsigned char sig[64];
	/* beside the header; NULL and "" once erased */
	json_t *payload;
	char *payload_bytes;
	unsigned char salt[32];
	/* receipt: provisional until a hub has numbered it */
	bool confirmed;
	int64_t number;
	char eff_hlc[HLC_LEN];
	int64_t recv_us;
};

/* To be filled and sealed: versions, subject kind, a first event's prev and {} are set. */
Event *event_new(EventKind kind);
void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/*
 * Checks a payload against its row: types, sizes, required fields, no unknown
 * field, no float, no U+0000, valid UTF-8. For EVENT_UNKNOWN only the general rules.
 * AMENDS_ERROR_INVALID names the field and what would do. `ret_field` (may be NULL)
 * is set on failure: the field's name in event.def, or NULL where it is the payload
 * as a whole or a field the kind does not have. One rule for all makers of events.
 */
bool event_check_payload(
	EventKind kind, const json_t *payload, const char **ret_field, GError **error);

/* An object under the general rules, no key twice; SYNTAX names its place, INVALID the rule. */
json_t *event_parse_payload(const char *bytes, size_t len, GError **error);
char *event_dump_payload(const json_t *payload); /* compact, caller frees */

/*
 * Makes salt, payload bytes, header bytes, hashes and signature of a filled event;
 * `key` is the device's Ed25519 secret key (64 bytes). A payload that was not checked,
 * or a header field that is no code, UUID or hash, is a bug. eff_hlc becomes hlc.
 *
 * The header is compact JSON of these keys in this order, base, group and orig only
 * where set: v alg realm event_id subject_kind subject device_id device_seq prev actor
 * hlc kind kv crit base group orig payload_hash. sig signs exactly these bytes.
 */
void event_seal(Event *event, Env *env, const unsigned char *key);

/*
 * An event from its stored bytes; payload and salt may be NULL (erased). Checks form:
 * the header must be byte for byte what event_seal would write. Not the signature: that
 * is event_verify; nor the payload's fields: that is event_check_payload. A kind or
 * subject of a newer version is read. AMENDS_ERROR_NEWER for another v or alg,
 * AMENDS_ERROR_DAMAGED if header or payload cannot be read.
 */
Event *event_new_from_bytes(GBytes *header, const char *payload, const unsigned char *salt,
	const unsigned char *sig, GError **error);

/* Whether hash, payload hash (if any) and signature fit; else why, static; may be NULL. */
bool event_verify(const Event *event, const unsigned char public_key[32], const char **ret_why);

/* Order of the fold: confirmed by number, then pending by (eff_hlc, device, seq). */
int event_compare(const Event *a, const Event *b);
int event_compare_indirect(const void *a, const void *b); /* Event **, for sorting */

/* The one of `events` (Event *) with this id, or NULL. Borrowed. */
const Event *event_find(const GPtrArray *events, const char *id);
/* Values of the payload, borrowed; "", 0 and false where absent, erased or of another type. */
const char *event_text(const Event *event, const char *field);
int64_t event_int(const Event *event, const char *field);
bool event_flag(const Event *event, const char *field);

void event_hash_hex(const void *data, size_t len, char ret[HASH_LEN]); /* SHA-256 */

/* Wall-clock microseconds an HLC was made at (48 bits of milliseconds, a 16-bit counter). */
int64_t event_hlc_us(const char *hlc);
/* `now_us` as an HLC, or `last` (may be "") and one where that is later; `ret` may be it. */
void event_hlc_next(const char *last, int64_t now_us, char ret[HLC_LEN]);
