/*
 * What follows filing: what to tell the customer, and the five things that may
 * follow by one digit; F2 takes the next customer.
 */
#pragma once

#include "tui/app.h"

void receipt_open(App *app, const char *ticket_id);
