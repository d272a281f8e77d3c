/*
 * See view-sign-on.h. The PIN is in a buffer of this view alone, wiped when the
 * desk has it. The desk's answer may come after the view has gone: TryWait knows.
 */
#include "config.h"

#include "tui/view-sign-on.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"
#include "core/words.h"
#include "tui/line-edit.h"
#include "tui/list-box.h"

#define PIN_MAX	   12
#define NUMBER_MAX 60
#define FIELD_COLS 20

typedef struct SignOnView SignOnView;

/* A check under way. */
typedef struct TryWait {
	SignOnView *view; /* NULL once it is gone */
} TryWait;

struct SignOnView {
	View view;
	LineEdit *number;
	char pin[PIN_MAX + 1];
	bool on_pin;
	bool anew; /* Enter came too early: the next digit begins the PIN anew */
	TryWait *wait;
	int64_t until_us;  /* boot clock: not before, after wrong PINs; 0: now */
	char *problem;	   /* what was wrong last */
	GPtrArray *people; /* practice: ids of the active, by number; else NULL */
	ListBox list;
};

static int64_t
boot_us(const View *view)
{
	Env *env = app_env(view->app);

	return env->boot_us(env);
}

static void
set_problem(SignOnView *sign_on, const char *problem)
{
	g_free(sign_on->problem);
	sign_on->problem = g_strdup(problem);
	view_touch(&sign_on->view, VIEW_STALE_PAINT);
}

/* "in 12 seconds", "in 2 minutes": whole words, rounded up. */
static char *
dup_wait(const SignOnView *sign_on)
{
	int64_t left_us = sign_on->until_us - boot_us(&sign_on->view);
	int seconds = (int)((left_us + US_PER_SECOND - 1) / US_PER_SECOND);

	if (left_us <= 0)
		return NULL;
	if (seconds <= 90)
		return g_strdup_printf(
			ngettext("Too many wrong PINs. The next try is possible in %d second.",
				"Too many wrong PINs. The next try is possible in %d seconds.",
				seconds),
			seconds);
	return g_strdup_printf(
		_("Too many wrong PINs. The next try is possible in %d minutes."),
		(seconds + 59) / 60);
}

static void
wait_until(SignOnView *sign_on, int64_t wait_us)
{
	sign_on->until_us = boot_us(&sign_on->view) + wait_us;
	set_problem(sign_on, NULL);
	view_wake_at(&sign_on->view, app_now_us(sign_on->view.app) + US_PER_SECOND);
}

static void
sign_on_wake(View *view, int64_t now_us)
{
	SignOnView *sign_on = (SignOnView *)view;

	if (sign_on->until_us > boot_us(view))
		view_wake_at(view, now_us + US_PER_SECOND);
	else
		sign_on->until_us = 0;
	view_touch(view, VIEW_STALE_PAINT);
}

/* ---- trying ---- */

static void
take_outcome(SignOnView *sign_on, SignOnOutcome outcome, int64_t wait_us)
{
	switch (outcome) {
	case SIGN_ON_OK:
		app_signed_on(sign_on->view.app);
		return;
	case SIGN_ON_WRONG:
		set_problem(sign_on, _("Number or PIN is wrong."));
		break;
	case SIGN_ON_WAIT:
		wait_until(sign_on, wait_us);
		break;
	case SIGN_ON_INACTIVE:
		set_problem(
			sign_on, _("This number is no longer active. Ask an administrator."));
		break;
	case SIGN_ON_FAILED:
		set_problem(sign_on,
			_("The PIN could not be checked. Nothing is lost; try again."));
		break;
	}
}

static void
on_answer(SignOnOutcome outcome, int64_t wait_us, void *data)
{
	TryWait *wait = data;
	SignOnView *sign_on = wait->view;

	g_free(wait);
	if (!sign_on)
		return;
	sign_on->wait = NULL;
	view_touch(&sign_on->view, VIEW_STALE_PAINT);
	take_outcome(sign_on, outcome, wait_us);
}

static void
try_pin(SignOnView *sign_on)
{
	g_autofree char *number = text_dup_number(line_edit_text(sign_on->number));

	if (sign_on->until_us > boot_us(&sign_on->view)) {
		sign_on->anew = true;
		return;
	}
	if (!*number || !*sign_on->pin) {
		sign_on->on_pin = *number != '\0';
		set_problem(sign_on, _("Both number and PIN are needed."));
		return;
	}
	set_problem(sign_on, NULL);
	sign_on->wait = g_new0(TryWait, 1);
	sign_on->wait->view = sign_on;
	desk_sign_on(view_desk(&sign_on->view), number, sign_on->pin, on_answer, sign_on->wait);
	explicit_bzero(sign_on->pin, sizeof sign_on->pin);
}

/* ---- keys ---- */

static bool
pin_key(SignOnView *sign_on, const Key *typed)
{
	Key key = key_to_command(typed);
	bool digit = key.code == KEY_CHAR && !key.mods && key.ch >= '0' && key.ch <= '9';
	size_t len;

	if (digit && sign_on->anew)
		explicit_bzero(sign_on->pin, sizeof sign_on->pin);
	sign_on->anew = false;
	len = strlen(sign_on->pin);
	if (key.code == KEY_BACKSPACE && len)
		sign_on->pin[len - 1] = '\0';
	else if (digit && len < PIN_MAX)
		sign_on->pin[len] = (char)key.ch;
	else
		return key_is_text(typed) || key.code == KEY_PASTE;
	return true;
}

static void
clear_fields(SignOnView *sign_on)
{
	explicit_bzero(sign_on->pin, sizeof sign_on->pin);
	if (!sign_on->on_pin)
		line_edit_set_text(sign_on->number, "");
	sign_on->on_pin = false;
	set_problem(sign_on, NULL);
}

static void
pick_person(SignOnView *sign_on, int at)
{
	if (at < 0 || at >= (int)sign_on->people->len)
		return;
	desk_assume(view_desk(&sign_on->view), g_ptr_array_index(sign_on->people, at));
	app_signed_on(sign_on->view.app);
}

static bool
people_key(SignOnView *sign_on, const Key *typed)
{
	Key key = key_to_command(typed);

	if (key.code == KEY_ENTER)
		pick_person(sign_on, sign_on->list.sel);
	else if (key.code == KEY_CHAR && !key.mods && key.ch >= '1' && key.ch <= '9')
		pick_person(sign_on, (int)(key.ch - '1'));
	else if (key.code == KEY_CHAR && !key.mods && (key.ch == 'j' || key.ch == 'k'))
		return list_box_key(
			&sign_on->list, &(Key){.code = key.ch == 'j' ? KEY_DOWN : KEY_UP});
	else
		return list_box_key(&sign_on->list, &key);
	return true;
}

static bool
sign_on_key(View *view, const Key *key)
{
	SignOnView *sign_on = (SignOnView *)view;

	if (sign_on->people)
		return people_key(sign_on, key);
	if (sign_on->wait)
		return key_is_text(key);
	if (key->code == KEY_ESC)
		clear_fields(sign_on);
	else if (key->code == KEY_F1 + 1 || (key->code == KEY_ENTER && sign_on->on_pin))
		try_pin(sign_on);
	else if (key->code == KEY_ENTER || key->code == KEY_TAB || key->code == KEY_DOWN ||
		 key->code == KEY_UP)
		sign_on->on_pin = !sign_on->on_pin;
	else if (sign_on->on_pin)
		return pin_key(sign_on, key);
	else
		return line_edit_key(sign_on->number, key) != LINE_EDIT_IGNORED;
	return true;
}

/* ---- looking ---- */

static char *
sign_on_title(const View *view)
{
	return g_strdup(app_locked_by(view->app) ? _("locked") : _("sign on"));
}

static void
read_people(SignOnView *sign_on)
{
	const GPtrArray *people = desk_people(view_desk(&sign_on->view));

	g_ptr_array_set_size(sign_on->people, 0);
	for (guint i = 0; i < people->len; i++) {
		const Person *person = people->pdata[i];

		if (person->active)
			g_ptr_array_add(sign_on->people, g_strdup(person->id));
	}
}

static void
sign_on_refresh(View *view)
{
	SignOnView *sign_on = (SignOnView *)view;

	if (sign_on->people)
		read_people(sign_on);
}

static void
sign_on_layout(View *view, Rect rect)
{
	SignOnView *sign_on = (SignOnView *)view;

	line_edit_set_size(sign_on->number, app_rules(view->app), 1, FIELD_COLS);
	if (sign_on->people)
		list_box_fit(&sign_on->list, (int)sign_on->people->len, MAX(rect.rows - 4, 1));
}

static void
draw_people(const SignOnView *sign_on, Canvas *canvas, Rect rect, int row)
{
	for (int i = 0; i < sign_on->list.rows && sign_on->list.top + i < sign_on->list.n;
		i++) {
		int at = sign_on->list.top + i;
		const Person *person = desk_person_by_id(
			view_desk(&sign_on->view), g_ptr_array_index(sign_on->people, at));
		g_autofree char *line = person ? g_strdup_printf("%s  %s  %s", person->number,
							 words_role(person->role), person->name)
					       : NULL;
		bool here = at == sign_on->list.sel;

		if (here) {
			canvas_put(canvas, row + i, rect.col + 1, ">", ROLE_MARKER);
			canvas_set_cursor(canvas, row + i, rect.col + 1, false);
		}
		if (at < 9)
			canvas_printf(
				canvas, row + i, rect.col + 3, ROLE_HINT_KEY, "%d", at + 1);
		mask_put_field(canvas, (Rect){row + i, rect.col + 6, 1, rect.cols - 7}, line,
			MASK_NONE, here ? ROLE_MARKER : ROLE_DEFAULT);
	}
}

static void
draw_fields(const SignOnView *sign_on, Canvas *canvas, int row, int left)
{
	const CellRules *rules = app_rules(sign_on->view.app);
	int label = (int)MAX(
		cells_width(rules, C_("staff", "Number")), cells_width(rules, _("PIN")));
	int col = left + label + 2;
	char stars[PIN_MAX + 1] = "";

	memset(stars, '*', strlen(sign_on->pin));
	canvas_put(canvas, row, left, C_("staff", "Number"), ROLE_LABEL);
	canvas_put(canvas, row + 1, left, _("PIN"), ROLE_LABEL);
	line_edit_draw(sign_on->number, canvas, (Rect){row, col, 1, FIELD_COLS}, ROLE_FIELD,
		!sign_on->on_pin);
	canvas_put_field(canvas, row + 1, col, FIELD_COLS,
		sign_on->wait ? _("checking") : stars, ROLE_FIELD);
	if (sign_on->on_pin)
		canvas_set_cursor(canvas, row + 1, col + (int)strlen(stars), true);
}

static char *
dup_place(const SignOnView *sign_on)
{
	Desk *desk = view_desk(&sign_on->view);

	return g_strdup_printf("%s  %s", desk_branch(desk), desk_branch_name(desk));
}

static char *
dup_words(const SignOnView *sign_on)
{
	const Person *locked_by = app_locked_by(sign_on->view.app);

	if (sign_on->people)
		return g_strdup(_("Who are you today? Practice needs no PIN."));
	if (locked_by)
		return g_strdup_printf(_("%s locked this desk and goes on where they stopped. "
					 "Anybody else begins "
					 "with their own first screen."),
			locked_by->name);
	return g_strdup(_("Sign on with your staff number and PIN."));
}

static void
sign_on_draw(const View *view, Canvas *canvas, Rect rect)
{
	const SignOnView *sign_on = (const SignOnView *)view;
	g_autofree char *place = dup_place(sign_on), *words = dup_words(sign_on);
	g_autofree char *wait = dup_wait(sign_on);
	int left = rect.col + 2, cols = rect.cols - 4, row = rect.row, used;

	mask_put_field(canvas, (Rect){row, left, 1, cols}, place, MASK_NONE, ROLE_HEADING);
	used = mask_put_wrapped(canvas, NULL, (Rect){row + 1, left, 2, cols}, words, 0);
	row += 2 + MIN(used, 2);
	if (sign_on->people) {
		draw_people(sign_on, canvas, rect, row - 1);
		return;
	}
	draw_fields(sign_on, canvas, row, left);
	if (!wait && !sign_on->problem)
		return;
	mask_put_wrapped(canvas, NULL,
		(Rect){row + 3, left, rect.row + rect.rows - row - 3, cols},
		wait ? wait : sign_on->problem, 0);
	canvas_set_role(canvas, (Rect){row + 3, left, 2, cols}, ROLE_ERROR);
}

static int
sign_on_hints(const View *view, Hint *ret, int max)
{
	const SignOnView *sign_on = (const SignOnView *)view;

	if (sign_on->people)
		ret[0] = (Hint){VERB_NONE, "1-9", _("choose")};
	else
		ret[0] = (Hint){VERB_NONE, "Enter",
			sign_on->on_pin ? _("sign on") : C_("form", "next")};
	ret[1] = sign_on->people ? (Hint){VERB_NONE, "Enter", _("choose")}
				 : (Hint){VERB_NONE, "Esc", _("empty")};
	ret[2] = (Hint){VERB_NONE, "F10", _("leave")};
	return 3;
}

static void
sign_on_free(View *view)
{
	SignOnView *sign_on = (SignOnView *)view;

	if (sign_on->wait)
		sign_on->wait->view = NULL;
	explicit_bzero(sign_on->pin, sizeof sign_on->pin);
	line_edit_free(sign_on->number);
	g_clear_pointer(&sign_on->people, g_ptr_array_unref);
	g_free(sign_on->problem);
	g_free(sign_on);
}

static const ViewOps sign_on_ops = {
	.name = "sign-on",
	.context = IN_SIGN_ON,
	.flags = VIEW_BARE,
	.dup_title = sign_on_title,
	.refresh = sign_on_refresh,
	.layout = sign_on_layout,
	.draw = sign_on_draw,
	.key = sign_on_key,
	.hints = sign_on_hints,
	.wake = sign_on_wake,
	.free = sign_on_free,
};

View *
view_sign_on_new(App *app)
{
	SignOnView *sign_on = g_new0(SignOnView, 1);
	const Person *locked_by = app_locked_by(app);

	view_init(&sign_on->view, &sign_on_ops, app);
	sign_on->number = line_edit_new(false, NUMBER_MAX);
	if (desk_is_practice(app_desk(app)))
		sign_on->people = g_ptr_array_new_with_free_func(g_free);
	if (locked_by) {
		line_edit_set_text(sign_on->number, locked_by->number);
		sign_on->on_pin = true;
	}
	return &sign_on->view;
}
