/*
 * The complaint on top or selected, written to a file as JSON, personal data
 * masked. Lists and exact data are for the command line, where a reason is asked.
 */
#pragma once

#include "tui/app.h"

/* A route of VERB_EXPORT: asks where to; never writes over a file. */
void export_file_run(App *app, View *view, Verb verb);
