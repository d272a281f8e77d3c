/* Files of complaints: kept in the store's folder under their SHA-256, once each. */
#pragma once

#include "core/desk.h"

/*
 * Copies the file at `path` into the store's folder (0600, durable) and adds
 * file.attached about `ticket_id` to `act`. IO if it cannot be read, INVALID if
 * it is no regular file or larger than 100 MB, FULL if it does not fit.
 */
bool attach_file(Desk *desk, Act *act, const char *ticket_id, const char *path, GError **error);
