/* Whether the source tables of a store say, field by field and byte by byte, what a file said.
 */
#pragma once

#include "core/export-source.h"

/* The rows of `path` (JSON by its name, else CSV) against the tickets `ids[from]` on, exported
 * as `config` says; returns how many there were. */
unsigned round_trip_check(Desk *desk, const char *path, const GPtrArray *ids, unsigned from,
	const SourceConfig *config);
