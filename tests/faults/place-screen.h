/* The program of a Place in a pseudo-terminal. */
#pragma once

#include "tests/faults/place.h"
#include "tests/tui/pty.h"

/* Starts it with one argument at 24x80; `detached` as in PtyConfig. The caller frees. */
static inline Pty *
place_screen_as(const Place *place, const char *word, bool detached)
{
	g_autoptr(GPtrArray) argv = place_argv(place);
	g_auto(GStrv) env = place_env(place);
	PtyConfig config = {
		.env = (const char *const *)env, .rows = 24, .cols = 80, .detached = detached};

	argv->pdata[argv->len - 1] = g_strdup(word);
	g_ptr_array_add(argv, NULL);
	config.argv = (const char *const *)argv->pdata;
	return pty_start(&config);
}

static inline Pty *
place_screen(const Place *place, const char *word)
{
	return place_screen_as(place, word, false);
}
