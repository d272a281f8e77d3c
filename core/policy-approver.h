/* Who grants extensions: the standing that policies ask for and events carry. */
#pragma once

/* Who may grant an extension; a rung holds a set of bits (1 << approver). */
typedef enum PolicyApprover {
	POLICY_APPROVER_NONE, /* nobody has approved */
	POLICY_APPROVER_HANDLER,
	POLICY_APPROVER_SUPERVISOR,	    /* leads the handlers */
	POLICY_APPROVER_BRANCH_MANAGER,	    /* of the same branch */
	POLICY_APPROVER_HEAD_OF_COMPLAINTS, /* of the institution */
	POLICY_APPROVER_UPPER_INSTITUTION,
	POLICY_APPROVER_HEAD_OFFICE, /* senior management there */
	N_POLICY_APPROVERS
} PolicyApprover;

/* The approver's name in files and in the log ("head-office"), and back (-1 unknown). */
const char *policy_approver_name(PolicyApprover approver);
int policy_approver_from_name(const char *name);
