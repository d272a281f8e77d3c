/* See tui/view-help.h. */
#include "config.h"

#include "tui/view-help.h"

#include <glib/gi18n.h>

#include "tui/verb-list.h"

View *
view_help_new(App *app)
{
	return verb_list_new(app, _("Help: type to search, Enter runs it, Esc closes"), true);
}
