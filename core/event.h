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

#include "core/env.h"
#include "core/event-kind.h"

#define EVENT_MAX_PAYLOAD (64 * 1024)
#define EVENT_MAX_TEXT (32 * 1024)
#define EVENT_MAX_LINE 400 /* code points */
#define EVENT_MAX_DEPTH 16

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
	EventKind kind;
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

void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/*
 * Checks a payload against its row: types, sizes, required fields, no unknown
 * field, no float, no U+0000, valid UTF-8. For EVENT_UNKNOWN only the general rules.
 * AMENDS_ERROR_INVALID names the field and what would do.
 */
bool event_check_payload(EventKind kind, const json_t *payload, GError **error);

/* Reads a JSON object under the log's rules: no duplicate keys, no float, no U+0000, depth and size bounded. */
json_t *event_parse_payload(const char *bytes, size_t len, GError **error);

/* Compact JSON with keys in the order of insertion; caller frees with g_free. */
char *event_dump_payload(const json_t *payload);

/* Makes header bytes, hashes and signature of a filled event; `key` is the device's Ed25519 secret key (64 bytes). */
void event_seal(Event *event, Env *env, const unsigned char *key);

/*
 * An event from its stored bytes; payload may be NULL (erased). Checks form, not
 * signature: that is event_verify. AMENDS_ERROR_DAMAGED if the header cannot be read.
 */
Event *event_new_from_bytes(GBytes *header, const char *payload, const unsigned char *salt,
	const unsigned char *sig, GError **error);

/* True if hash, payload hash (where a payload is present) and signature fit. `ret_why` is a static reason. */
bool event_verify(const Event *event, const unsigned char public_key[32], const char **ret_why);

/* The order in which events of one subject are folded: confirmed by number, then pending by (eff_hlc, device, seq). */
int event_compare(const Event *a, const Event *b);

/* SHA-256 as 64 hex digits. */
void event_hash_hex(const void *data, size_t len, char ret[HASH_LEN]);

/* Wall-clock microseconds an HLC was made at. */
int64_t event_hlc_us(const char *hlc);
