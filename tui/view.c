/*
 * What every view has in common: its staleness, its wish to be woken, its end.
 */
#include "config.h"

#include "tui/view.h"

#include "tui/app-private.h"

void
view_init(View *view, const ViewOps *ops, App *app)
{
	view->ops = ops;
	view->app = app;
	view->stale = VIEW_STALE_DATA | VIEW_STALE_SIZE | VIEW_STALE_PAINT;
}

void
view_free(View *view)
{
	if (!view)
		return;
	app_forget(view->app, view);
	view->ops->free(view);
}

void
view_touch(View *view, unsigned stale)
{
	view->stale |= stale;
}

void
view_wake_at(View *view, int64_t at_us)
{
	view->wake_us = at_us;
}

Desk *
view_desk(const View *view)
{
	return app_desk(view->app);
}
