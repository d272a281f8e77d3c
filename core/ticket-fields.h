/*
 * The fields of a Ticket and of its parts as a table: making, freeing,
 * writing as JSON and reading back all go over it, so that a field cannot be
 * forgotten in one of them. For core's own folder.
 */
#pragma once

#include "core/ticket.h"

#include <jansson.h>

typedef enum SlotType {
	SLOT_TEXT, /* char *, owned, never NULL */
	SLOT_ID,   /* char[TICKET_ID_LEN] */
	SLOT_INT,  /* int64_t */
	SLOT_ENUM, /* an enum or unsigned, as int */
	SLOT_BOOL,
	SLOT_PARTS, /* GPtrArray of parts with a table of their own */
	SLOT_BYTES  /* GBytes or NULL */
} SlotType;

typedef struct Slot Slot;
typedef struct Part {
	size_t size;
	const Slot *slots;
} Part;

struct Slot {
	const char *name;
	SlotType type;
	size_t offset;
	bool personal; /* blanked by erasure */
	const Part *part;
};

extern const Part ticket_part, claim_part, promise_part, redress_part, link_part, file_part,
	contact_part, conflict_part, column_part, name_part, fact_part, extension_part,
	request_part, letter_part, seen_part;

/* A new part with empty texts and arrays. */
void *part_new(const Part *part);
void part_free(const Part *part, void *object);
/* A new part appended to `array`. */
void *part_append(GPtrArray *array, const Part *part);

/* All slots as JSON; without `personal`, those are left out. */
json_t *part_to_json(const Part *part, const void *object, bool personal);
/* Reads what part_to_json wrote; unknown names are skipped. */
void part_from_json(const Part *part, void *object, const json_t *json);

/* Replaces an owned text. */
void slot_set(char **text, const char *value);

/* The slot behind ticket_fact(). */
char **ticket_fact_slot(Ticket *ticket, const char *name);
