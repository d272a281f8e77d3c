/*
 * What may be wrong with a place, a store or a terminal, and what to do about
 * it. Looks only, unless asked to take file modes back. For amends doctor.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/env.h"

typedef enum FindingLevel {
	FINDING_OK,
	FINDING_HINT,
	FINDING_BAD,
	FINDING_UNSEEN /* could not be looked at */
} FindingLevel;

typedef struct Finding {
	FindingLevel level;
	const char *check; /* what was looked at, in the user's language; static */
	char *text;	   /* what was found */
	char *remedy;	   /* what to do; NULL where nothing is */
	bool mend;	   /* core/repair.h may mend it */
} Finding;

void finding_free(Finding *finding);

typedef struct DoctorConfig {
	const char *folder, *assets;
	Env *env;
	const char *locale; /* folder of the message catalogues */
	bool practice;	    /* what is missing there is a hint only */
	bool fix;	    /* take files back from others */
	bool rebuild;	    /* fold the whole log again, in order and shuffled, and compare */
} DoctorConfig;

/* All checks; Finding *, owned. */
GPtrArray *doctor_check(const DoctorConfig *config);

/*
 * Whether the block device behind `path` is encrypted, by what the kernel says
 * under `sysfs` ("/sys") and in `mountinfo` (text of /proc/self/mountinfo). Pure
 * but for reading sysfs; for the test too.
 */
typedef enum DiskCover { DISK_PLAIN, DISK_ENCRYPTED, DISK_UNKNOWN } DiskCover;
DiskCover doctor_disk_cover(
	unsigned dev_major, unsigned dev_minor, const char *mountinfo, const char *sysfs);
