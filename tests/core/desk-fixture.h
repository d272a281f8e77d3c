/*
 * A stepped desk in a folder of its own with four people and a clock that
 * stands at 2026-05-20 14:00 in Shanghai. For tests of core and of screens.
 */
#pragma once

#include "core/desk.h"

enum {
	FIXTURE_TELLER,
	FIXTURE_HANDLER,
	FIXTURE_SUPERVISOR,
	FIXTURE_COMPLIANCE,
	N_FIXTURE_PEOPLE
};

typedef struct DeskFixture {
	Env env;
	char *folder;
	Desk *desk;
	char people[N_FIXTURE_PEOPLE][UUID_LEN]; /* numbers 8001, 8002 ...; PIN 2468 */
} DeskFixture;

/* Makes folder, desk and people and signs the handler on. */
void desk_fixture_init(DeskFixture *f);
void desk_fixture_clear(DeskFixture *f);
/* A folder of its own, filled by `fill(from, folder)`, and the desk in it; nobody signed on, no
 * people made. */
void desk_fixture_init_from(
	DeskFixture *f, const char *from, void (*fill)(const char *from, const char *to));
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskFixture, desk_fixture_clear)

/* Closes and opens the store again; the same person is signed on. */
void desk_fixture_reopen(DeskFixture *f);
void desk_fixture_sign_on(DeskFixture *f, int person);
/* Submits, expects ACT_SAVED, frees the act; returns the id of the first ticket. Caller frees.
 */
char *desk_fixture_submit(DeskFixture *f, Act *act);
/* Logs a complaint with one claim; card 8848, phone 13800002210. Returns its id; caller frees.
 */
char *desk_fixture_log(DeskFixture *f, const char *text, const char *name);
/* desk_fixture_init() and desk_fixture_log() in one. */
char *desk_fixture_init_log(DeskFixture *f, const char *text, const char *name);
/* Goes through the closing protocol: upheld, told, satisfied, agreed. */
void desk_fixture_close(DeskFixture *f, const char *id);
