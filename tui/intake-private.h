/* Inside of intake: who the complainant is, the fields, the act. For tui/form-intake.c,
 * intake-*.c. */
#pragma once

#include "tui/form-build.h"

typedef struct IntakeData {
	FormBuild *build;
	int64_t opened_us;
	bool begun;	 /* something was typed: the customer is there */
	bool busy;	 /* filing; a second F2 does nothing */
	char *duplicate; /* of the same customer and category, in words; NULL if none */
} IntakeData;

/* The complainant as the value of the customer field holds them. */
typedef struct IntakeCustomer {
	char *name, *phone, *tail; /* never NULL */
	int64_t open;		   /* complaints; 0 where not looked up */
} IntakeCustomer;

/* What was picked, or typed: a name, four digits of an account, else a phone. */
void intake_customer_read(const Form *form, IntakeCustomer *ret);
void intake_customer_clear(IntakeCustomer *customer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IntakeCustomer, intake_customer_clear)

/* Source, echo and the tidying after a pick of the customer field. */
void intake_customer_find(const Form *form, const char *typed, FormFinds *finds);
char *intake_customer_dup_echo(const Form *form, const char *value);
void intake_customer_picked(Form *form);

/* The line about a complaint of the same customer and category within 30 days, or NULL. */
char *intake_dup_duplicate(const Form *form);

/* ---- intake-fields.c ---- */
/* The spec with its fields; kept by data->build. */
const FormSpec *intake_spec(IntakeData *data, const FormSpec *base);
/* Defaults of all that is filled in. */
void intake_set_defaults(Form *form);
/* Received now, unless it was typed. */
void intake_set_received(Form *form);
/* Answer-by date after a change of time or kind. */
void intake_set_due(Form *form);

/* ---- intake-act.c ---- */
/* The complaint with its claims; caller frees or submits. */
Act *intake_act(Form *form);
