/*
 * Signing on: number and PIN, stars instead of digits, a wrong PIN slowed and
 * the wait told in words (the desk counts and logs them). Over practice data
 * people are picked from a list without a PIN. While the desk is locked the
 * number of who locked it stands there already.
 */
#pragma once

#include "tui/app.h"

/* For AppConfig.sign_on. Never NULL. */
View *view_sign_on_new(App *app);
