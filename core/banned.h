/*
 * Calls that are compile errors here, with what to use instead. Included
 * before every file by the build.
 */
#pragma once

#include "config.h" /* _GNU_SOURCE before the first system header */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf                                              \
	strtok			    /* g_strlcpy, GString, g_strdup_printf, g_strsplit */
#pragma GCC poison localtime gmtime /* GDateTime with a zone of its own */
#pragma GCC poison atoi atol	    /* g_ascii_string_to_signed */
#pragma GCC poison system popen	    /* g_spawn_* with an argument vector */
