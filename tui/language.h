/*
 * Which language the texts are in: by the setting, else by the environment.
 * Process-wide by nature, as gettext is; called by main() and first start.
 */
#pragma once

#include <stdbool.h>

/* Binds the message catalogues of `folder` and shows `language` ("zh_CN", "en"; "auto": the
 * environment's) from now on. */
void language_set(const char *folder, const char *language);
/* "zh_CN" or "en": what the environment asks for. Static. */
const char *language_of_environment(void);
/* The variable and value it was taken from, "LANG=zh_CN.UTF-8"; "" if none is set. Caller
 * frees.
 */
char *language_dup_origin(void);

/* The language that language_set() chose: for data that come in several. Borrowed. */
const char *language_current(void);
