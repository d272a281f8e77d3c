/* See tui/menu.h. */
#include "config.h"

#include "tui/menu.h"

#include <glib/gi18n.h>

#include "tui/verb-list.h"

View *
menu_new(App *app)
{
	return verb_list_new(app, _("Menu: type to search, Enter runs it, Esc closes"), false);
}
