/* What each command runs, one theme a file; the table in cli-options.c names them. */
#pragma once

#include "tui/cli-private.h"

int cli_run_ls(Cli *cli);
int cli_run_show(Cli *cli);
int cli_run_explain(Cli *cli);
int cli_run_extend(Cli *cli);
int cli_run_clock_fact(Cli *cli);
int cli_run_review(Cli *cli);
int cli_run_follow(Cli *cli);
int cli_run_due(Cli *cli);
int cli_run_absence(Cli *cli);
int cli_run_export(Cli *cli);
int cli_run_log(Cli *cli);
int cli_run_note(Cli *cli);
int cli_run_contact(Cli *cli);
int cli_run_promise(Cli *cli);
int cli_run_move(Cli *cli);
int cli_run_owner(Cli *cli);
int cli_run_accept(Cli *cli);
int cli_run_decline(Cli *cli);
int cli_run_link(Cli *cli);
int cli_run_attach(Cli *cli);
int cli_run_claim(Cli *cli);
int cli_run_redress(Cli *cli);
int cli_run_request(Cli *cli);
int cli_run_merge(Cli *cli);
int cli_run_unmerge(Cli *cli);
int cli_run_shift(Cli *cli);
int cli_run_reopen(Cli *cli);
int cli_run_undo(Cli *cli);
int cli_run_withdraw(Cli *cli);
int cli_run_void(Cli *cli);
int cli_run_close(Cli *cli);
int cli_run_letter(Cli *cli);
int cli_run_start(Cli *cli);
int cli_run_stop(Cli *cli);
int cli_run_time(Cli *cli);
int cli_run_people(Cli *cli);
int cli_run_sign_on(Cli *cli);
int cli_run_sign_off(Cli *cli);
int cli_run_config(Cli *cli);
int cli_run_demo(Cli *cli);
int cli_run_import(Cli *cli);
int cli_run_audit(Cli *cli);
int cli_run_policy(Cli *cli);
int cli_run_calendar(Cli *cli);
int cli_run_doctor(Cli *cli);
int cli_run_backup(Cli *cli);
int cli_run_restore(Cli *cli);
int cli_run_reference(Cli *cli);
/* amends policy route [ID | CONDITION=VALUE ...] and draft FILE; they open the desk. */
int cli_policy_route(Cli *cli);
int cli_policy_draft(Cli *cli);
/* amends calendar import FILE; opens the desk only for --draft. */
int cli_calendar_import(Cli *cli);
int cli_run_help(Cli *cli);
int cli_run_keys(Cli *cli);
int cli_run_version(Cli *cli);
/* help without a desk: all commands, or one verb's. */
int cli_help_all(Cli *cli);
int cli_help_verb(Cli *cli, Verb verb);
