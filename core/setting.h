/* The table `setting`: what this store is and how far its work has come, a text a name. */
#pragma once

#include "core/db.h"

/* NULL where there is no such setting, or with an error. Caller frees. */
char *setting_dup(Db *db, const char *name, GError **error);

/* Sets it, whether there was one or not. */
bool setting_put(Db *db, const char *name, const char *value, GError **error);
