/* The machine's clock: followed by a time server, with the time zones installed. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/timex.h>

#include "tui/doctor-private.h"

static void
check_zones(GPtrArray *findings)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");

	/* Without zone data GLib answers with none, or with UTC under that name. */
	int interval =
		zone ? g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, 1000000000) : -1;

	if (interval >= 0 && g_time_zone_get_offset(zone, interval) == 8 * 3600)
		finding_add(findings, FINDING_OK, _("time zones"),
			g_strdup(_("They are installed.")), NULL);
	else
		finding_add(findings, FINDING_BAD, _("time zones"),
			g_strdup(_(
				"The data of the time zones are not installed: days would begin at the "
				"wrong hour.")),
			g_strdup(_("As root: apt install tzdata")));
}

static void
check_followed(GPtrArray *findings)
{
	struct timex state = {.modes = 0};
	int said = adjtimex(&state);

	if (said < 0)
		return;
	if (said == TIME_ERROR || (state.status & STA_UNSYNC))
		finding_add(findings, FINDING_HINT, _("time server"),
			g_strdup(_(
				"The clock follows no time server, or has not found it yet. Deadlines and "
				"the order of events depend on it.")),
			g_strdup(_("As root: timedatectl set-ntp true")));
	else
		finding_add(findings, FINDING_OK, _("time server"),
			g_strdup(_("The clock follows one.")), NULL);
}

void
doctor_check_clock(GPtrArray *findings)
{
	check_zones(findings);
	check_followed(findings);
}
