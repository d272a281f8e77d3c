/*
 * Refresh, layout and paint, in this order and each only where stale. Painted
 * is the top view, the popups over it and the lines around; nothing else of
 * the stack can be seen.
 */
#include "config.h"

#include "tui/app.h"

#include <glib/gi18n.h>

#include "tui/app-private.h"

bool
app_is_small(const App *app)
{
	return canvas_rows(app->canvas) < APP_MIN_ROWS ||
	       canvas_cols(app->canvas) < APP_MIN_COLS;
}

Rect
app_body(const App *app)
{
	return (Rect){1, 0, canvas_rows(app->canvas) - 3, canvas_cols(app->canvas)};
}

static Rect
view_place(const App *app, const View *view)
{
	Rect body = app_body(app);

	if (!(view->ops->flags & VIEW_POPUP) || !view->ops->place)
		return body;
	return rect_intersect(view->ops->place(view, body), body);
}

/* The passes before painting. */
static void
refresh_and_lay_out(App *app, View *view)
{
	if ((view->stale & (VIEW_STALE_DATA | VIEW_STALE_TIME)) && view->ops->refresh)
		view->ops->refresh(view);
	if (view->stale & (VIEW_STALE_DATA | VIEW_STALE_TIME | VIEW_STALE_SIZE)) {
		view->rect = view_place(app, view);
		if (view->ops->layout)
			view->ops->layout(view, view->rect);
	}
}

/* True if the view has to be painted. */
static bool
prepare(App *app, View *view)
{
	bool paint;

	refresh_and_lay_out(app, view);
	paint = view->stale != 0;
	view->stale = 0;
	return paint;
}

void
app_bring_up(App *app, View *view)
{
	if (!(view->stale & (VIEW_STALE_DATA | VIEW_STALE_TIME)))
		return;
	refresh_and_lay_out(app, view);
	view->stale = VIEW_STALE_PAINT;
}

static void
paint_view(App *app, const View *view)
{
	Rect clip = canvas_push_clip(app->canvas, view->rect);

	/* Below the popups all is blank already. */
	if (view->ops->flags & VIEW_POPUP)
		canvas_fill(app->canvas, view->rect, ROLE_POPUP);
	view->ops->draw(view, app->canvas, view->rect);
	canvas_set_clip(app->canvas, clip);
}

static void
paint_small(App *app)
{
	canvas_printf(app->canvas, 0, 0, ROLE_DEFAULT,
		_("Window too small (%1$dx%2$d). q quits."), canvas_cols(app->canvas),
		canvas_rows(app->canvas));
	canvas_set_cursor(app->canvas, 0, 0, false);
}

static void
paint_all(App *app, View *view)
{
	canvas_clear(app->canvas);
	if (app_is_small(app)) {
		paint_small(app);
		return;
	}
	app_draw_title(app);
	if (view) {
		canvas_set_cursor(app->canvas, view->rect.row, 0, false);
		paint_view(app, view);
	}
	for (unsigned i = 0; i < app->popups->len; i++)
		paint_view(app, g_ptr_array_index(app->popups, i));
	app_draw_message(app);
	app_draw_keys(app);
}

bool
app_is_stale(const App *app)
{
	View *view = app_view(app);
	bool stale = app->stale || (view && view->stale);

	/* Nothing of a view is shown then; it stays as it is until there is room. */
	if (app_is_small(app))
		return app->stale;
	for (unsigned i = 0; i < app->popups->len; i++)
		stale = stale || ((View *)g_ptr_array_index(app->popups, i))->stale;
	return stale;
}

const Canvas *
app_paint(App *app)
{
	View *view = app_view(app);
	bool paint = app->stale;

	app_end_turn(app);
	warning_watch_refresh(app->warnings, app);
	/* Refreshing may fail and say so; that is painted in the same pass. */
	if (!app_is_small(app)) {
		paint |= view && prepare(app, view);
		for (unsigned i = 0; i < app->popups->len; i++)
			paint |= prepare(app, g_ptr_array_index(app->popups, i));
	}
	if (paint || app->stale)
		paint_all(app, view);
	app->stale = false;
	return app->canvas;
}

static void
touch_stack(GPtrArray *stack, unsigned stale)
{
	for (unsigned i = 0; stack && i < stack->len; i++)
		view_touch(g_ptr_array_index(stack, i), stale);
}

void
app_resize(App *app, int rows, int cols)
{
	if (rows == canvas_rows(app->canvas) && cols == canvas_cols(app->canvas))
		return;
	canvas_free(app->canvas);
	app->canvas = canvas_new(rows, cols, &app->rules);
	touch_stack(app->views, VIEW_STALE_SIZE);
	touch_stack(app->popups, VIEW_STALE_SIZE);
	touch_stack(app->kept_views, VIEW_STALE_SIZE);
	touch_stack(app->kept_popups, VIEW_STALE_SIZE);
	app->stale = true;
}

void
app_changed(App *app)
{
	Desk *desk = app->config.desk;
	unsigned stale =
		desk && desk_changed_only_time(desk) ? VIEW_STALE_TIME : VIEW_STALE_DATA;

	if (stale == VIEW_STALE_DATA)
		warning_watch_touch(app->warnings);
	touch_stack(app->views, stale);
	touch_stack(app->popups, stale);
	touch_stack(app->kept_views, stale);
	touch_stack(app->kept_popups, stale);
	app->stale = true;
}
