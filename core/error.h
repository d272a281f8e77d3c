/*
 * The one GError domain of core. A message is a whole sentence for the user:
 * what happened, what is safe, what to do. Codes are for callers that react.
 */
#pragma once

#include <glib.h>

#define AMENDS_ERROR (amends_error_quark())

typedef enum AmendsError {
	AMENDS_ERROR_IO,       /* a file or folder cannot be read or written */
	AMENDS_ERROR_FULL,     /* no space left */
	AMENDS_ERROR_DATABASE, /* SQLite said no */
	AMENDS_ERROR_DAMAGED,  /* a store or file is corrupt */
	AMENDS_ERROR_NEWER,    /* made by a newer version */
	AMENDS_ERROR_LOCKED,   /* another process owns it */
	AMENDS_ERROR_SYNTAX,   /* text that cannot be read; the message names line and column */
	AMENDS_ERROR_NOT_FOUND, /* no such ticket, person, file; the message offers the nearest
				 */
	AMENDS_ERROR_INVALID,	/* a value outside its rule */
	AMENDS_ERROR_CALENDAR_MISSING, /* a date outside a calendar's span */
	AMENDS_ERROR_CANCELLED,
} AmendsError;

GQuark amends_error_quark(void);
