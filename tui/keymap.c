/*
 * Keys to verbs and back: one binding per key, verb and the contexts the verb
 * has. Two bindings of one key never share a context; the test of the table
 * and keys.conf both go through keymap_clashes().
 */
#include "config.h"

#include "tui/verb.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

typedef struct Binding {
	Key key;
	bool sequence; /* comes after the prefix g */
	Verb verb;
	char *name; /* "F7", "g q" */
} Binding;

struct Keymap {
	GArray *bindings;
};

static void
binding_clear(void *data)
{
	Binding *binding = data;

	g_free(binding->name);
}

static bool
binding_parse(const char *token, Binding *ret)
{
	*ret = (Binding){.sequence = token[0] == 'g' && token[1] == '+' && token[2]};
	return key_parse(ret->sequence ? token + 2 : token, &ret->key);
}

/* False if `token` names no key. */
static bool
keymap_bind(Keymap *keymap, const char *token, Verb verb)
{
	Binding binding;
	g_autofree char *name = NULL;

	if (!binding_parse(token, &binding))
		return false;
	binding.verb = verb;
	name = key_dup_name(&binding.key);
	binding.name = binding.sequence ? g_strconcat("g ", name, NULL) : g_strdup(name);
	g_array_append_val(keymap->bindings, binding);
	return true;
}

static void
keymap_unbind(Keymap *keymap, const char *token, unsigned contexts)
{
	Binding wanted;

	if (!binding_parse(token, &wanted))
		return;
	for (unsigned i = keymap->bindings->len; i-- > 0;) {
		Binding *b = &g_array_index(keymap->bindings, Binding, i);

		if (b->sequence == wanted.sequence && key_equal(&b->key, &wanted.key) &&
			(verb_def(b->verb)->contexts & contexts))
			g_array_remove_index(keymap->bindings, i);
	}
}

Keymap *
keymap_new(void)
{
	Keymap *keymap = g_new0(Keymap, 1);

	keymap->bindings = g_array_new(FALSE, FALSE, sizeof(Binding));
	g_array_set_clear_func(keymap->bindings, binding_clear);
	for (int i = 0; i < N_VERBS; i++) {
		const VerbDef *def = verb_def((Verb)i);
		g_auto(GStrv) tokens = g_strsplit(def->keys, " ", -1);

		for (int k = 0; tokens[k]; k++)
			if (*tokens[k])
				g_assert(keymap_bind(keymap, tokens[k], (Verb)i));
		if (def->fkey)
			g_assert(keymap_bind(keymap, def->fkey, (Verb)i));
	}
	return keymap;
}

void
keymap_free(Keymap *keymap)
{
	if (!keymap)
		return;
	g_array_unref(keymap->bindings);
	g_free(keymap);
}

static Keymap *
keymap_copy(const Keymap *from)
{
	Keymap *keymap = g_new0(Keymap, 1);

	keymap->bindings = g_array_new(FALSE, FALSE, sizeof(Binding));
	g_array_set_clear_func(keymap->bindings, binding_clear);
	for (unsigned i = 0; i < from->bindings->len; i++) {
		Binding b = g_array_index(from->bindings, Binding, i);

		b.name = g_strdup(b.name);
		g_array_append_val(keymap->bindings, b);
	}
	return keymap;
}

static bool
line_fail(GError **error, int line, const char *why, const char *what)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, _("Line %1$d: %2$s (%3$s)."),
		line, why, what);
	return false;
}

/* One line `key = verb`; the old owner of a key in those contexts loses it. */
static bool
keymap_apply_line(Keymap *keymap, char *text, int line, GError **error)
{
	char *equals = strchr(text + 1, '=');
	const char *key, *word;
	Binding probe;
	Verb verb;

	if (!equals)
		return line_fail(error, line, _("a line reads key = verb"), text);
	*equals = '\0';
	key = g_strstrip(text);
	word = g_strstrip(equals + 1);
	if (!binding_parse(key, &probe))
		return line_fail(error, line, _("this names no key"), key);
	if (strcmp(word, "none") == 0) {
		keymap_unbind(keymap, key, IN_ALL);
		return true;
	}
	verb = verb_from_word(word);
	if (verb == VERB_NONE || !verb_def(verb)->contexts) {
		g_autofree const char **near = verb_nearest_words(word, 1);
		g_autofree char *what =
			near[0] ? g_strdup_printf("%s? %s", word, near[0]) : g_strdup(word);

		return line_fail(error, line, _("this is no verb of the screen"), what);
	}
	keymap_bind(keymap, key, verb);
	return true;
}

/* Given lines win over the table: what they name is taken from the table's verbs first. */
static bool
keymap_apply_all(Keymap *keymap, char **lines, GError **error)
{
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; lines[i]; i++) {
			g_autofree char *line = g_strdup(lines[i]);
			const char *text = g_strstrip(line);
			g_auto(GStrv) parts = NULL;
			Verb verb;

			if (!*text || *text == '#')
				continue;
			if (pass == 1) {
				if (!keymap_apply_line(keymap, line, i + 1, error))
					return false;
				continue;
			}
			parts = g_strsplit(text + 1, "=", 2);
			verb = parts[0] && parts[1] ? verb_from_word(g_strstrip(parts[1]))
						    : VERB_NONE;
			if (verb == VERB_NONE)
				continue;
			line[1 + strlen(parts[0])] = '\0';
			keymap_unbind(keymap, g_strstrip(line), verb_def(verb)->contexts);
		}
	}
	return true;
}

bool
keymap_apply(Keymap *keymap, const char *text, GError **error)
{
	g_autoptr(Keymap) fresh = keymap_copy(keymap);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) clashes = NULL;

	if (!keymap_apply_all(fresh, lines, error))
		return false;
	clashes = keymap_clashes(fresh);
	if (clashes->len) {
		g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			g_ptr_array_index(clashes, 0));
		return false;
	}
	for (int i = 0; i < N_VERBS; i++) {
		g_autofree char *keys = keymap_dup_keys(fresh, (Verb)i);

		if (*keys || (i != VERB_HELP && i != VERB_MENU && i != VERB_CANCEL))
			continue;
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("The verb %s would have no key left; it needs one."),
			verb_def((Verb)i)->word);
		return false;
	}
	GArray *old = keymap->bindings;
	keymap->bindings = fresh->bindings;
	fresh->bindings = old;
	return true;
}

static bool
binding_is_in(const Binding *binding, VerbContext context)
{
	if (!(verb_def(binding->verb)->contexts & context))
		return false;
	return !(context & IN_TEXT) || !(key_is_text(&binding->key) || binding->sequence);
}

Verb
keymap_find(const Keymap *keymap, const Key *key, VerbContext context, bool after_goto)
{
	for (unsigned i = 0; i < keymap->bindings->len; i++) {
		const Binding *b = &g_array_index(keymap->bindings, Binding, i);

		if (b->sequence == after_goto && binding_is_in(b, context) &&
			key_equal(&b->key, key))
			return b->verb;
	}
	return VERB_NONE;
}

bool
keymap_is_prefix(const Keymap *keymap, const Key *key, VerbContext context)
{
	return key->code == KEY_CHAR && key->ch == 'g' && !key->mods && !(context & IN_TEXT);
}

const char *
keymap_key_of(const Keymap *keymap, Verb verb, VerbContext context, bool prefer_fkey)
{
	const char *found = "";

	for (unsigned i = 0; i < keymap->bindings->len; i++) {
		const Binding *b = &g_array_index(keymap->bindings, Binding, i);
		bool fkey = b->key.code >= KEY_F1 && b->key.code <= KEY_F12;

		if (b->verb != verb || !binding_is_in(b, context))
			continue;
		if (!*found || (prefer_fkey && fkey))
			found = b->name;
	}
	return found;
}

char *
keymap_dup_keys(const Keymap *keymap, Verb verb)
{
	GString *keys = g_string_new(NULL);

	for (unsigned i = 0; i < keymap->bindings->len; i++) {
		const Binding *b = &g_array_index(keymap->bindings, Binding, i);

		if (b->verb == verb)
			g_string_append_printf(keys, "%s%s", keys->len ? "  " : "", b->name);
	}
	return g_string_free(keys, FALSE);
}

static bool
bindings_clash(const Binding *a, const Binding *b)
{
	if (a->sequence != b->sequence || !key_equal(&a->key, &b->key) || a->verb == b->verb)
		return false;
	return (verb_def(a->verb)->contexts & verb_def(b->verb)->contexts) != 0;
}

GPtrArray *
keymap_clashes(const Keymap *keymap)
{
	GPtrArray *clashes = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < keymap->bindings->len; i++) {
		const Binding *a = &g_array_index(keymap->bindings, Binding, i);

		if (keymap_is_prefix(keymap, &a->key, IN_COMMAND) && !a->sequence)
			g_ptr_array_add(clashes,
				g_strdup_printf(
					_("The key g begins sequences and cannot be %s."),
					verb_def(a->verb)->word));
		for (unsigned k = i + 1; k < keymap->bindings->len; k++) {
			const Binding *b = &g_array_index(keymap->bindings, Binding, k);

			if (bindings_clash(a, b))
				g_ptr_array_add(clashes,
					g_strdup_printf(
						_("The key %1$s is both %2$s and %3$s."),
						a->name, verb_def(a->verb)->word,
						verb_def(b->verb)->word));
		}
	}
	return clashes;
}
