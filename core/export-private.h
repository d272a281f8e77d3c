/* Inside of export, for core/export.c and export-source.c. */
#pragma once

#include <glib.h>

/* Appends JSON with every character outside of ASCII that cannot be seen or moves others as
 * \uXXXX. */
void export_append_safe(GString *out, const char *json);
