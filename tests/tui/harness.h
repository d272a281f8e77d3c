/*
 * A desk on a screen in a test: fixed clock (2026-05-20 14:02 in
 * Asia/Shanghai), randomness, size and language; keys by their names; golden
 * screens. No terminal, no thread: the desk is stepped after each key.
 */
#pragma once

#include "tui/app.h"

#define HARNESS_NOW_US INT64_C(1779256920000000)

typedef struct Harness {
	Env env;
	Desk *desk; /* NULL unless harness_new_desk() */
	App *app;
	char *folder;
	char lang[8];
	int rows, cols;
} Harness;

/* g_test_init() with locale, zone and message catalogue of the tree; first call of main(). */
void harness_init(int *argc, char ***argv);

/*
 * An app of `rows` x `cols` in "en" or "zh_CN". `config` (may be NULL) gives
 * routes, home, sign_on, lock; the rest is filled in. Nothing is started.
 */
Harness *harness_new(int rows, int cols, const char *lang, const AppConfig *config);
/* The same over a new stepped practice store in a folder of its own, with people 1001 (teller
 * Zhao), 1002 (handler Wang), 1003 (supervisor Chen), all with PIN 4821; `number` signed on. */
Harness *harness_new_desk(
	int rows, int cols, const char *lang, const AppConfig *config, const char *number);
/* As harness_new_desk(), over a store that is no practice: PINs count. `number` NULL: nobody.
 */
Harness *harness_new_real(
	int rows, int cols, const char *lang, const AppConfig *config, const char *number);
/* A store that is no practice with one person, 0001, of `role`, signed on. */
Harness *harness_new_founder(int rows, int cols, const char *lang, const char *role);
void harness_free(Harness *h);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Harness, harness_free)

/* Sends keys by name, blanks between: "F2 8 8 4 8 1 Enter". */
void harness_keys(Harness *h, const char *names);
/* Types each character of `text` as a key of its own. */
void harness_type(Harness *h, const char *text);
void harness_paste(Harness *h, const char *text);
/* Moves both clocks and wakes what is due. */
void harness_advance(Harness *h, int64_t by_us);
/* Runs all waiting work of desk and main context. */
void harness_settle(Harness *h);

/* Text of the screen (canvas_dump without roles); caller frees. */
char *harness_dump(Harness *h);
bool harness_shows(Harness *h, const char *text);
/* Fails the test with the screen unless it shows / does not show `text`. */
void harness_assert_shows(Harness *h, const char *text);
void harness_assert_hides(Harness *h, const char *text);
/* Checks what holds for every screen: no row over its width, cursor inside, "? help" kept last
 * in the key line where it belongs. */
void harness_assert_sound(Harness *h);
/*
 * Compares the screen with tests/tui/golden/NAME-LANG-COLSxROWS.txt, roles
 * too; with AMENDS_UPDATE_GOLDEN=1 writes it instead.
 */
void harness_golden(Harness *h, const char *name);
