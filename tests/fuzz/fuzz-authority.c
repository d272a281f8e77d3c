/* core/authority.h: a table that is refused names a line; one that is taken never gives less
 * than nothing. */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include "core/authority.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const currencies[] = {"CNY", "cny", "USD", "", "CNYX"};
	g_autofree char *path = fuzz_write("redress.tsv", data, size);
	g_autofree char *mark = g_strdup_printf("%s, line ", path);
	g_autoptr(GError) error = NULL;
	g_autoptr(Authority) authority = authority_new_from_file(path, &error);

	if (!authority) {
		fuzz_check_lines_named(error->message, mark, fuzz_count_lines(data, size));
		return 0;
	}
	for (StaffRole role = 0; role < N_STAFF_ROLES; role++)
		for (unsigned i = 0; i < G_N_ELEMENTS(currencies); i++)
			g_assert_cmpint(authority_limit(authority, role, currencies[i]), >=, 0);
	return 0;
}
