/*
 * Papers for the customer's hand as plain text: registration receipt
 * (投诉登记回执), record for signature, closing summary. Pure: all facts come
 * in. A paper is at most PAPER_COLS cells wide and holds no control character
 * but newlines, whatever the complaint's texts hold.
 *
 * It is the customer's own: the name stands in full, phone and account are
 * masked, and nothing internal (notes, cause, flags, level) is on it.
 */
#pragma once

#include "core/policy.h"
#include "core/taxonomy.h"
#include "core/ticket.h"

#define PAPER_COLS 80

typedef enum PaperKind {
	PAPER_REGISTRATION,
	PAPER_SIGNATURE,
	PAPER_CLOSING,
	N_PAPER_KINDS
} PaperKind;

/* Cells the first `len` bytes of `text` take on the paper. */
typedef unsigned (*PaperWidth)(const char *text, size_t len, void *data);

typedef struct PaperFacts {
	const Ticket *ticket;
	const TaxonomySet *taxonomy;
	const Policy *policy; /* the one the ticket follows; NULL if none */
	GTimeZone *zone;
	int64_t now_us;
	/* NULL or "" where not known: then their line is left out. */
	const char *branch_name, *branch_phone, *logged_by, *handled_by;
	bool practice;	  /* says on top that it is none */
	PaperWidth width; /* NULL counts code points, Han and full-width ones twice */
	void *data;
} PaperFacts;

/* The paper in the language of the process; caller frees. */
char *paper_dup(PaperKind kind, const PaperFacts *facts);
/* `text`, cleaned, wrapped to the cells of a paper; `width` as in PaperFacts. Caller frees. */
char *paper_dup_wrapped(const char *text, PaperWidth width, void *data);
/* The log's word for receipt.given: "registration", "signature", "closing". */
const char *paper_name(PaperKind kind);
/* Its heading, in the user's language. */
const char *paper_title(PaperKind kind);
/* A day as letters write it: "4 June 2026 (Thu)"; caller frees. */
char *paper_dup_day(int64_t us, GTimeZone *zone);
