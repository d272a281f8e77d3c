/*
 * Walking over hostile text without a terminal: after every key the screen is
 * sound, libvterm sees it as it is, and no cell holds what tty-allow.h refuses.
 */
#pragma once

#include "tests/tui/harness.h"
#include "tests/tui/vterm-match.h"

static inline void
check_screen(Harness *h, const char *after)
{
	g_autofree char *fault = NULL, *screen = NULL;

	harness_assert_sound(h);
	fault = vterm_match_dup_fault(app_paint(h->app));
	if (!fault)
		return;
	screen = harness_dump(h);
	g_error("after %s: %s\n%s", after, fault, screen);
}

/* Presses keys, looking at the screen after each. */
static inline void
walk(Harness *h, const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);

	for (int i = 0; list[i]; i++) {
		harness_keys(h, list[i]);
		check_screen(h, list[i]);
	}
}
