/*
 * Hostile text on every screen, without a terminal: each string of the shared
 * data goes through the store into the canvas of every view and popup, and libvterm
 * must see the canvas as it is.
 */
#include "config.h"

#include <string.h>
#include <wchar.h>

#include "tests/tui/harness.h"
#include "tests/tui/hostile.h"
#include "tests/tui/tty-allow.h"
#include "tests/tui/vterm-match.h"
#include "tui/desk-shell.h"
#include "tui/mask.h"
#include "tui/settings.h"

/* ---- cells ---- */

static void
check_cells(const HostileText *text, const CellRules *rules)
{
	g_autoptr(Canvas) canvas = canvas_new(8, 40, rules);
	g_autofree char *fault = NULL, *name = NULL;
	int col = mask_put(canvas, 0, 0, text->text, ROLE_DEFAULT);

	if (col < 39)
		canvas_put(canvas, 0, col, "|", ROLE_DEFAULT);
	canvas_put(canvas, 1, 0, text->text, ROLE_DEFAULT); /* as an editor draws: not cleaned */
	mask_put_field(canvas, (Rect){2, 3, 1, 7}, text->text, MASK_NONE, ROLE_DEFAULT);
	canvas_put(canvas, 2, 10, "|", ROLE_DEFAULT);
	mask_put_field(canvas, (Rect){3, 0, 1, 12}, text->text, MASK_NAME, ROLE_DEFAULT);
	mask_put_wrapped(canvas, NULL, (Rect){4, 0, 4, 40}, text->text, 0);
	fault = vterm_match_dup_fault(canvas);
	if (!fault)
		return;
	name = g_strescape(text->text, NULL);
	g_error("%s: %s", name, fault);
}

static void
test_cells(void)
{
	static const CellRules rules[] = {{.lines = true}, {.ascii = true}};
	g_autoptr(GPtrArray) texts = hostile_texts();

	for (guint i = 0; texts && i < texts->len; i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(rules); j++)
			check_cells(texts->pdata[i], &rules[j]);
}

/* Every character between two letters, so that one counted wrongly moves the second. */
static void
test_every_character(void)
{
	static const CellRules rules = {.lines = true};
	g_autoptr(Canvas) canvas = canvas_new(1, 8, &rules);
	char text[16] = "a";

	if (wcwidth(0x1FAE8) != -1 || wcwidth(0x1FAE7) != 2) {
		g_test_skip("this libc's widths are not those of Unicode 14");
		return;
	}
	for (gunichar ch = 0x20; ch <= 0x10ffff; ch++) {
		g_autofree char *fault = NULL;

		if (ch >= 0xd800 && ch < 0xe000)
			continue;
		text[1 + g_unichar_to_utf8(ch, text + 1)] = 'b';
		canvas_clear(canvas);
		canvas_put(canvas, 0, 0, text, ROLE_DEFAULT);
		memset(text + 1, 0, sizeof text - 1);
		fault = vterm_match_dup_fault(canvas);
		if (fault)
			g_error("U+%04X: %s", ch, fault);
	}
}

int
main(int argc, char **argv)
{
	harness_init(&argc, &argv);
	g_test_add_func("/hostile/cells", test_cells);
	g_test_add_func("/hostile/every-character", test_every_character);
	return g_test_run();
}
