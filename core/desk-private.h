/* The desk's own struct and the parts it is made of; for core's own folder. See desk.h. */
#pragma once

#include "core/desk.h"
#include "core/query-sql.h"
#include "core/store.h"

typedef struct Handover Handover;
typedef struct Drafts Drafts;

struct Desk {
	Env *env;
	char *folder, *assets;
	bool practice, stepped;
	Reference *base;	    /* what comes with the program */
	const Reference *reference; /* that, or over it what was published */
	GPtrArray *references;	    /* Reference *: all those over it, kept till the end */
	int64_t reference_stamp;    /* of `reference` */
	Store *store; /* NULL while another process owns it */
	Db *reader;
	struct Finder *finder; /* of `reader` */
	char *device, *tag, *branch, *branch_name, *zone_name;
	GTimeZone *zone;
	GMainContext *context;
	/* people, read anew when they change */
	GPtrArray *people; /* Person *, owned */
	Person *current;
	TimeEntry *running;
	bool running_known;
	unsigned pending;    /* answers on their way to `context` */
	bool closing;	     /* they are no longer passed on */
	GThreadPool *worker; /* PINs, hand-over: what must not hold up a screen */
	Handover *server;
	Drafts *drafts;
	DeskChanged changed;
	void *changed_data;
	guint watch; /* GSource of the folder's inotify */
	int watch_fd;
	int64_t data_version; /* of `reader`, when a change was last told */
	unsigned acting; /* acts in the own store without an answer: it tells of the change they
			    make */
	bool head_moved; /* meanwhile */
	int64_t told_row; /* of the log, when a change was last told; 0 not known */
	bool only_time;	  /* desk_changed_only_time() */
	uint64_t file_id; /* of the database that `reader` reads, see desk_is_replaced() */
	char last_ticket[UUID_LEN];
	char *looked_up;
};

/* ---- desk-people.c ---- */
bool desk_read_people(Desk *desk, GError **error);

/* ---- desk-reference.c ---- */
/* Takes what was published meanwhile, if anything was. */
bool desk_read_reference(Desk *desk, GError **error);

/* ---- desk-act.c ---- */
/* Runs an act in whichever process owns the store; blocks. Not for the UI thread. */
ActResult *desk_run_act(Desk *desk, const Act *act);
/* What has to be read anew after a commit. */
void desk_note_change(Desk *desk);
/* Tries to become the owner after the old one has gone. */
bool desk_take_over(Desk *desk);
/* Sends an act to the owner of the store this desk reads; as handover_send(); NOT_FOUND where
 * that is gone. */
ActResult *desk_hand_over(Desk *desk, const Act *act, GError **error);
/* True once another database lies in the place of the one this desk reads: restored or made
 * again. */
bool desk_is_replaced(const Desk *desk);

/* ---- desk-list.c ---- */
/* Whether the person signed on may see this ticket at all. */
bool desk_may_see(Desk *desk, const Ticket *ticket);
/* The same of a row `t` of table ticket, in SQL; desk_bind_viewer() says who looks. */
#define DESK_MAY_SEE                                                                           \
	"(t.restricted = 0 OR (t.complained_person <> :me AND (:lead OR t.owner = :me OR "     \
	"t.asked = :me)))"
void desk_bind_viewer(Desk *desk, sqlite3_stmt *stmt);

/* ---- worker: runs `work` off the UI thread, then `done` in the desk's context ---- */
typedef void (*DeskWork)(Desk *desk, void *data);
void desk_work(Desk *desk, DeskWork work, DeskWork done, void *data);

/* ---- handover.c ---- */
/* Serves acts of other processes on folder/socket for this store. */
Handover *handover_serve(Store *store, GError **error);
void handover_stop(Handover *handover);
/* Sends an act to the owner and waits for the answer; LOCKED if nobody answers. */
ActResult *handover_send(const char *folder, const Act *act, GError **error);

/* ---- draft.c ---- */
Drafts *drafts_new(const char *folder, bool stepped);
/* Writes what is waiting, then frees. */
void drafts_free(Drafts *drafts);
