/*
 * Where things are: the stores, the data files that come with the program,
 * message catalogues, a person's settings, the log of the screen. Reads the
 * environment once; makes folders 0700 only when asked.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Places {
	char *data;	/* $AMENDS_HOME, else $XDG_DATA_HOME/amends */
	char *desk;	/* data/desk: the real store */
	char *practice; /* data/practice: the practice store */
	char *assets; /* policies, taxonomy ...: $AMENDS_DATADIR, else as installed, else beside
			 the program */
	char *locale; /* message catalogues: $AMENDS_LOCALEDIR, else likewise */
	char *settings; /* $XDG_CONFIG_HOME/amends/amends.conf */
	char *keys;	/* keys.conf beside it */
	char *log;	/* data/amends.log: what would spoil the screen */
} Places;

Places *places_new(void);
void places_free(Places *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Places, places_free)

/* True if there is a store in `folder`, or what is left of one. */
bool places_has_store(const char *folder);
/* Makes the folder of the stores, 0700. IO names it. */
bool places_make_data(const Places *places, GError **error);
/* Opens the log for appending, 0600, made when absent; -1 if it cannot be. Caller closes. */
int places_open_log(const Places *places);
