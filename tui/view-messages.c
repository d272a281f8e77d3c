/* See tui/view-messages.h. */
#include "config.h"

#include "tui/view-messages.h"

#include <glib/gi18n.h>

#include "tui/dialog-private.h"
#include "tui/list-box.h"

typedef struct MessagesView {
	Dialog dialog;
	ListBox list;
} MessagesView;

static void
messages_layout(View *view, Rect rect)
{
	MessagesView *messages = (MessagesView *)view;

	list_box_fit(&messages->list, (int)app_messages(view->app)->len, rect.rows - 1);
}

static void
messages_draw(const View *view, Canvas *canvas, Rect rect)
{
	const MessagesView *messages = (const MessagesView *)view;
	const GPtrArray *log = app_messages(view->app);

	canvas_put_field(canvas, rect.row, rect.col + 1, rect.cols - 2, messages->dialog.title,
		ROLE_HEADING);
	for (int i = 0; i < messages->list.rows && messages->list.top + i < messages->list.n;
		i++) {
		int at = messages->list.top + i, row = rect.row + 1 + i;
		const AppMessage *message = g_ptr_array_index(log, (int)log->len - 1 - at);
		g_autoptr(GDateTime) utc =
			g_date_time_new_from_unix_utc(message->at_us / US_PER_SECOND);
		g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, app_zone(view->app));
		g_autofree char *time = g_date_time_format(local, "%H:%M:%S");

		if (at == messages->list.sel) {
			canvas_put(canvas, row, rect.col, ">", ROLE_MARKER);
			canvas_set_cursor(canvas, row, rect.col, false);
		}
		canvas_put(canvas, row, rect.col + 2, time, ROLE_LABEL);
		canvas_put_field(canvas, row, rect.col + 12, rect.cols - 13, message->text,
			message->error ? ROLE_ERROR : ROLE_DEFAULT);
	}
	if (!messages->list.n)
		canvas_put(
			canvas, rect.row + 1, rect.col + 2, _("No messages yet."), ROLE_LABEL);
}

/* Enter shows a message that is longer than its line. */
static bool
messages_key(View *view, const Key *typed)
{
	MessagesView *messages = (MessagesView *)view;
	Key key = key_to_command(typed);
	const GPtrArray *log = app_messages(view->app);
	bool q = key.code == KEY_CHAR &&
		 ((key.ch == 'q' && !key.mods) || (key.ch == 'c' && key.mods == KEY_MOD_CTRL));

	if (key.code == KEY_ESC || q) {
		app_call_free(dialog_end(&messages->dialog));
		return true;
	}
	if (key.code == KEY_ENTER && messages->list.n) {
		const AppMessage *message =
			g_ptr_array_index(log, (int)log->len - 1 - messages->list.sel);

		dialog_text(view->app, _("Message"), message->text);
		return true;
	}
	if (key.code == KEY_CHAR && !key.mods && (key.ch == 'j' || key.ch == 'k'))
		key = (Key){.code = key.ch == 'j' ? KEY_DOWN : KEY_UP};
	return list_box_key(&messages->list, &key);
}

static int
messages_hints(const View *view, Hint *ret, int max)
{
	ret[0] = (Hint){VERB_NONE, "Enter", _("whole message")};
	ret[1] = (Hint){VERB_NONE, "Esc", C_("dialog", "close")};
	return 2;
}

static void
messages_free(View *view)
{
	dialog_clear(&((MessagesView *)view)->dialog);
	g_free(view);
}

static const ViewOps messages_ops = {
	.name = "messages",
	.context = IN_PAGE,
	.flags = VIEW_POPUP | VIEW_DIALOG,
	.layout = messages_layout,
	.draw = messages_draw,
	.key = messages_key,
	.hints = messages_hints,
	.free = messages_free,
};

View *
view_messages_new(App *app)
{
	MessagesView *messages = g_new0(MessagesView, 1);

	dialog_init(&messages->dialog, &messages_ops, app, (ViewHook){.owner = &app->root});
	dialog_set_words(&messages->dialog, _("Messages, newest first"), NULL);
	return &messages->dialog.view;
}
