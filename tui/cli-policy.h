/* What tui/cli-policy.c and tui/cli-policy-try.c share. */
#pragma once

#include "core/policy-set.h"
#include "tui/cli-private.h"

/* All that are shipped; NULL once told. */
PolicySet *cli_load_policies(Cli *cli);

/* amends policy try ID: what would be due, without a ticket. */
int cli_policy_try(Cli *cli);
