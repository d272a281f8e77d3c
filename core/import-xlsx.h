/*
 * A sheet of an XLSX workbook as rows of text, one at a time. Numbers, dates
 * too, stay as they are written in the file (a date is its serial number: form
 * EXCEL of a map); a formula is its last result; of merged cells the first has
 * the value. Nothing of a workbook is trusted: what its parts may unpack to is
 * bounded. Used by import-row.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/csv.h"

/* The most bytes that a sheet, and all texts of a workbook, may unpack to. */
#define IMPORT_XLSX_SHEET_MAX ((uint64_t)1 << 30)
#define IMPORT_XLSX_TEXTS_MAX ((uint64_t)256 << 20)

typedef struct ImportXlsx ImportXlsx;

/*
 * `sheet` is a name, else a number from 1; NULL is the first. IO, SYNTAX where
 * it is no such workbook or too large, NOT_FOUND names the sheets there are.
 */
ImportXlsx *import_xlsx_open(const char *path, const char *sheet, GError **error);
void import_xlsx_free(ImportXlsx *xlsx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportXlsx, import_xlsx_free)

/* Whether its dates count from 1904. */
bool import_xlsx_is_1904(const ImportXlsx *xlsx);

/* From now on rows have so many fields: shorter ones get empty fields, longer ones are bad. */
void import_xlsx_expect(ImportXlsx *xlsx, unsigned n_columns);

/* As csv_reader_next(); lines are rows of the sheet, columns are its columns. Rows without a
 * value are none. */
CsvOutcome import_xlsx_next(ImportXlsx *xlsx, CsvRow *ret, GError **error);

void import_xlsx_progress(const ImportXlsx *xlsx, uint64_t *ret_done, uint64_t *ret_total);
