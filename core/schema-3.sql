-- Version 3: what deadlines, extensions, requests, absence and drafts of reference data are
-- looked up by. All of it derived.

-- One row a date of an open complaint, of its clocks, its next promise ("promise") and the next
-- answer of another department ("request"): when its warnings begin (core/warning.h), so that
-- nothing is evaluated to find what is due or what crosses a threshold. A moment that never
-- comes is 9223372036854775807; amber_us is the first of all. state 0 running, 1 paused, 2 its
-- days are in no calendar: `gap` says which. roles: four bits a level, amber lowest.
CREATE TABLE clock (
	ticket_row INTEGER NOT NULL,
	clock TEXT NOT NULL,
	family INTEGER NOT NULL,
	state INTEGER NOT NULL,
	owner TEXT NOT NULL,
	branch TEXT NOT NULL,
	roles INTEGER NOT NULL,
	start_us INTEGER NOT NULL,
	amber_us INTEGER NOT NULL,
	red_us INTEGER NOT NULL,
	last_us INTEGER NOT NULL,
	due_us INTEGER NOT NULL,
	gap TEXT NOT NULL,
	PRIMARY KEY (ticket_row, clock)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_due ON clock (due_us, ticket_row);
CREATE INDEX clock_amber ON clock (amber_us, ticket_row);
CREATE INDEX clock_red ON clock (red_us, ticket_row);
CREATE INDEX clock_last ON clock (last_us, ticket_row);
CREATE INDEX clock_owner ON clock (owner, due_us, ticket_row);
CREATE INDEX clock_branch ON clock (branch, due_us, ticket_row);
CREATE INDEX clock_gap ON clock (ticket_row) WHERE gap <> '';

-- The highest warning of such a date that each person has seen.
CREATE TABLE seen (
	ticket_row INTEGER NOT NULL,
	clock TEXT NOT NULL,
	person TEXT NOT NULL,
	level INTEGER NOT NULL,
	due_us INTEGER NOT NULL,
	PRIMARY KEY (ticket_row, clock, person)
) STRICT, WITHOUT ROWID;

-- Requests for an extension that nobody has decided, or nobody has told the customer of.
CREATE TABLE extension (
	id TEXT PRIMARY KEY,
	ticket_row INTEGER NOT NULL,
	state INTEGER NOT NULL,
	rung INTEGER NOT NULL,
	asked_by TEXT NOT NULL,
	asked_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX extension_state ON extension (state, asked_us);
CREATE INDEX extension_ticket ON extension (ticket_row);

-- Requests to other departments that are open.
CREATE TABLE request (
	id TEXT PRIMARY KEY,
	ticket_row INTEGER NOT NULL,
	department TEXT NOT NULL,
	due TEXT NOT NULL,
	made_by TEXT NOT NULL,
	made_us INTEGER NOT NULL,
	chased INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX request_due ON request (due, id);
CREATE INDEX request_ticket ON request (ticket_row);

-- Which complaint goes on in which.
CREATE TABLE merged (ticket_row INTEGER PRIMARY KEY, into_id TEXT NOT NULL) STRICT;
CREATE INDEX merged_into ON merged (into_id, ticket_row);

-- The last absence of each person, and shifts handed over.
CREATE TABLE absence (
	person TEXT PRIMARY KEY,
	from_day TEXT NOT NULL,
	through_day TEXT NOT NULL,
	deputy TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX absence_deputy ON absence (deputy);
CREATE TABLE shift (
	id TEXT PRIMARY KEY,
	from_person TEXT NOT NULL,
	to_person TEXT NOT NULL,
	handed_us INTEGER NOT NULL,
	accepted_us INTEGER NOT NULL,
	text TEXT NOT NULL,
	tickets TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shift_to ON shift (to_person, accepted_us, handed_us);

-- Drafts of policies, calendars and routing rules, and what was published of them.
CREATE TABLE reference_item (
	id TEXT PRIMARY KEY,
	what TEXT NOT NULL,
	code TEXT NOT NULL,
	version TEXT NOT NULL,
	state TEXT NOT NULL,
	drafted_by TEXT NOT NULL,
	drafted_us INTEGER NOT NULL,
	published_by TEXT NOT NULL,
	published_us INTEGER NOT NULL,
	text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_state ON reference_item (state, published_us, id);
