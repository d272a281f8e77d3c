/* See error.h. */
#include "config.h"

#include "core/error.h"

G_DEFINE_QUARK(amends - error - quark, amends_error)
