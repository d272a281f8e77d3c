/*
 * A view: one screen or popup as a const record of operations over a struct
 * that begins with `View`. The app calls them in this order: key or verb ->
 * (refresh if VIEW_STALE_DATA or _TIME) -> layout (if VIEW_STALE_SIZE) -> draw. Handlers
 * never draw; draw changes nothing. Only draw, title and free have to be
 * there: a new screen is these, `verb` and a route.
 *
 *	typedef struct FooView { View view; ... } FooView;
 *	static const ViewOps foo_ops = { .name = "foo", .context = IN_PAGE, ... };
 *	FooView *foo = g_new0(FooView, 1); view_init(&foo->view, &foo_ops, app);
 */
#pragma once

#include "core/desk.h"
#include "tui/canvas.h"
#include "tui/mask.h"
#include "tui/verb.h"

typedef struct App App;
typedef struct View View;

/* VIEW_x of ViewOps.flags */
enum {
	VIEW_POPUP = 1, /* over what is below, in the rectangle of `place` */
	VIEW_DIALOG =
		2,     /* only `key`: no verb works but redraw and suspend, hints are its own */
	VIEW_BARE = 4, /* title line without screens and person: sign-on, first start */
	VIEW_SCREEN = 8, /* opening it again goes back to the one on the stack */
};

/* One entry of the key line: a verb (label and key from the table), or a key and words of its
 * own. */
typedef struct Hint {
	Verb verb; /* VERB_NONE: `key` and `label` (already translated) */
	const char *key, *label;
} Hint;

typedef struct ViewOps {
	const char *name; /* "queue" */
	VerbContext context;
	unsigned flags;
	/* Words for the title line behind the program's name; caller frees. */
	char *(*dup_title)(const View *view);
	/* Reads what it shows anew: after opening, each change of the desk, a return to it. */
	void (*refresh)(View *view);
	/* Fits what it holds to `rect`; after resize and refresh. */
	void (*layout)(View *view, Rect rect);
	/* Draws all of `rect`, which is blank, and sets the cursor where the focus is. */
	void (*draw)(const View *view, Canvas *canvas, Rect rect);
	/* Runs `verb`; false if it has no meaning here: then the app's routes have it.
	 * Prerequisites hold. */
	bool (*verb)(View *view, Verb verb);
	/* First look at a key; false if it is not the view's. Text contexts and dialogs live
	 * here. */
	bool (*key)(View *view, const Key *key);
	/* The complaint verbs work on; false if none. */
	bool (*subject)(const View *view, VerbSubject *ret);
	/* A further reason why `verb` cannot run, in the user's language; NULL if none. Static.
	 */
	const char *(*blocked)(const View *view, Verb verb);
	/* Up to `max` hints by importance ("? help" is the app's); returns how many. */
	int (*hints)(const View *view, Hint *ret, int max);
	/* Where a popup of this kind wants to be inside `screen`. */
	Rect (*place)(const View *view, Rect screen);
	/* Han text on the command path: filter by it; without this the app says how to switch.
	 */
	void (*find_text)(View *view, const char *text);
	/* Called at view_wake_at() time. */
	void (*wake)(View *view, int64_t now_us);
	/* It is on the stack now: may ask something by a popup. */
	void (*opened)(View *view);
	/* Saves drafts at once: before lock, hang-up, leaving. */
	void (*save)(View *view);
	void (*free)(View *view); /* frees all, the struct too */
} ViewOps;

struct View {
	const ViewOps *ops;
	App *app;
	unsigned stale;	 /* VIEW_STALE_x */
	Rect rect;	 /* of the last layout */
	int64_t wake_us; /* 0: none */
};

/* TIME: of the store, only time worked changed; what shows none of it need not be read again.
 */
enum { VIEW_STALE_DATA = 1, VIEW_STALE_SIZE = 2, VIEW_STALE_PAINT = 4, VIEW_STALE_TIME = 8 };

/* Fills the base; everything is stale. */
void view_init(View *view, const ViewOps *ops, App *app);
void view_free(View *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(View, view_free)

/* Marks what has to be done before the next paint. */
void view_touch(View *view, unsigned stale);
/* Asks for `wake` once `at_us` (wall clock of the desk's Env) has come; 0 takes it back. */
void view_wake_at(View *view, int64_t at_us);

/* Shorthands of the app it is in. */
Desk *view_desk(const View *view);

/*
 * Who is called back, and with what. `owner` (never NULL) hears nothing more
 * once it is freed; `data` is then freed by `free_data` (may be NULL), and
 * after the call too.
 */
typedef struct ViewHook {
	View *owner;
	void *data;
	GDestroyNotify free_data;
} ViewHook;
