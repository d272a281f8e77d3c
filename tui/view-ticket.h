/*
 * The page of one complaint: head with its state and deadline, then all there
 * is to know, newest first. Personal data is masked but for the owner, who sees
 * name and phone; that look is logged once per opening (DESIGN 4).
 */
#pragma once

#include "tui/ticket-nav.h"

/* The page of complaint `id`; `nav` (may be NULL) leads to its neighbours in a list. */
View *view_ticket_new(App *app, const char *id, const TicketNav *nav);
