/* How the files of the doctor add a finding. */
#pragma once

#include "tui/doctor.h"

/* Takes `text` and `remedy`, which may be NULL. */
void finding_add(
	GPtrArray *findings, FindingLevel level, const char *check, char *text, char *remedy);

/* ---- doctor-term.c: terminal, locale, tmux ---- */
void doctor_check_terminal(GPtrArray *findings, const char *locale);
/* ---- doctor-modes.c ---- */
void doctor_check_modes(GPtrArray *findings, const char *folder, bool fix);
/* ---- doctor-place.c ---- */
void doctor_check_place(GPtrArray *findings, const DoctorConfig *config);
/* ---- doctor-clock.c ---- */
void doctor_check_clock(GPtrArray *findings);
/* ---- doctor-disk.c ---- */
void doctor_check_disk(GPtrArray *findings, const char *folder);
