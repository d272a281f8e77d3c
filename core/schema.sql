-- The store, version 1. Facts that travel (event_log and what lies beside it) stand apart from
-- tables that can be made again from them (derived). All tables are STRICT.

-- What this store is: device, tag, realm, branch, zone. One row a name.
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- ---- facts: INSERT only ----

-- Devices whose events are here; the small number stands for the id in event_log.
CREATE TABLE device (
	number INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	public_key BLOB NOT NULL
) STRICT;

-- One row an event; header is the signed bytes, the other columns are drawn from it.
CREATE TABLE event_log (
	row INTEGER PRIMARY KEY,
	event_id TEXT NOT NULL UNIQUE,
	subject_kind INTEGER NOT NULL,
	subject TEXT NOT NULL,
	device INTEGER NOT NULL REFERENCES device (number),
	seq INTEGER NOT NULL,
	kind TEXT NOT NULL,
	hash TEXT NOT NULL,
	header BLOB NOT NULL,
	sig BLOB NOT NULL,
	UNIQUE (device, seq)
) STRICT;
CREATE INDEX event_subject ON event_log (subject, row);
CREATE TRIGGER event_log_no_update BEFORE UPDATE ON event_log
BEGIN SELECT RAISE (ABORT, 'the event log is never changed'); END;
CREATE TRIGGER event_log_no_delete BEFORE DELETE ON event_log
BEGIN SELECT RAISE (ABORT, 'the event log is never changed'); END;

-- Beside it, by the same row: the only part of the log that erasure may take.
CREATE TABLE event_payload (
	row INTEGER PRIMARY KEY REFERENCES event_log (row),
	salt BLOB NOT NULL,
	payload TEXT NOT NULL
) STRICT;
CREATE TRIGGER event_payload_no_update BEFORE UPDATE ON event_payload
BEGIN SELECT RAISE (ABORT, 'a payload is never changed'); END;

-- The hub's answer; provisional (confirmed 0) until there is one. effect: a FoldEffect.
CREATE TABLE receipt (
	row INTEGER PRIMARY KEY REFERENCES event_log (row),
	confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
	number INTEGER NOT NULL,
	eff_hlc TEXT NOT NULL,
	recv_us INTEGER NOT NULL,
	effect INTEGER NOT NULL
) STRICT;

-- Own events no hub has confirmed.
CREATE TABLE outbox (row INTEGER PRIMARY KEY REFERENCES event_log (row), state INTEGER NOT NULL) STRICT;

-- What a ticket added up to when payloads of its events were erased.
CREATE TABLE baseline (ticket TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- ---- local secrets: neither events nor derived; never in an export ----
CREATE TABLE pin (person TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- ---- derived ----

-- One row a ticket: what lists show, filter and sort by.
CREATE TABLE ticket (
	row INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	number TEXT NOT NULL,
	counter INTEGER NOT NULL,
	state INTEGER NOT NULL,
	open INTEGER NOT NULL,
	archive INTEGER NOT NULL,
	contact_kind INTEGER NOT NULL,
	owner TEXT NOT NULL,
	asked TEXT NOT NULL,
	logged_by TEXT NOT NULL,
	branch TEXT NOT NULL,
	channel TEXT NOT NULL,
	business TEXT NOT NULL,
	reason TEXT NOT NULL,
	class TEXT NOT NULL,
	level INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	restricted INTEGER NOT NULL,
	complained_person TEXT NOT NULL,
	conflict INTEGER NOT NULL,
	received_us INTEGER NOT NULL,
	entered_us INTEGER NOT NULL,
	due_us INTEGER NOT NULL,
	told_us INTEGER NOT NULL,
	closed_us INTEGER NOT NULL,
	updated_us INTEGER NOT NULL,
	subject TEXT NOT NULL,
	complainant TEXT NOT NULL,
	account_tail TEXT NOT NULL,
	phone TEXT NOT NULL,
	note_count INTEGER NOT NULL,
	file_count INTEGER NOT NULL,
	redress_minor INTEGER NOT NULL,
	promise_us INTEGER NOT NULL,
	source_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX ticket_number ON ticket (number);
CREATE INDEX ticket_counter ON ticket (counter);
CREATE INDEX ticket_open ON ticket (open, due_us, row);
CREATE INDEX ticket_owner ON ticket (owner, open, due_us, row);
CREATE INDEX ticket_due ON ticket (due_us, row);
CREATE INDEX ticket_received ON ticket (received_us, row);
CREATE INDEX ticket_updated ON ticket (updated_us, row);
CREATE INDEX ticket_closed ON ticket (closed_us, row) WHERE closed_us > 0;
CREATE INDEX ticket_promise ON ticket (promise_us, row) WHERE promise_us > 0;
CREATE UNIQUE INDEX ticket_source ON ticket (source_key) WHERE source_key <> '';

-- How a complainant is found: "n:" folded name, "p:" pinyin, "t:" phone, "e:" its last four digits, "a:" account tail.
CREATE TABLE complainant_key (
	key TEXT NOT NULL,
	ticket_row INTEGER NOT NULL,
	PRIMARY KEY (key, ticket_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX complainant_row ON complainant_key (ticket_row);

-- Full text: what people wrote about a ticket.
CREATE TABLE search_doc (ticket_row INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE ticket_search USING fts5 (
	body, content='search_doc', content_rowid='ticket_row', tokenize='amends', detail=none);

CREATE TABLE time_entry (
	id TEXT PRIMARY KEY,
	person TEXT NOT NULL,
	ticket TEXT NOT NULL,
	start_us INTEGER NOT NULL,
	worked_us INTEGER NOT NULL,
	running INTEGER NOT NULL,
	typed INTEGER NOT NULL,
	corrected INTEGER NOT NULL,
	text TEXT NOT NULL,
	how TEXT NOT NULL,
	boot TEXT NOT NULL,
	boot_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX time_person ON time_entry (person, start_us);
CREATE INDEX time_ticket ON time_entry (ticket) WHERE ticket <> '';
CREATE INDEX time_running ON time_entry (person) WHERE running = 1;

CREATE TABLE person (
	id TEXT PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	role INTEGER NOT NULL,
	branch TEXT NOT NULL,
	active INTEGER NOT NULL,
	wrong_pins INTEGER NOT NULL,
	last_wrong_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Import batches, and the day up to which time is locked.
CREATE TABLE batch (id TEXT PRIMARY KEY, live INTEGER NOT NULL, open INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE period (id INTEGER PRIMARY KEY CHECK (id = 1), locked_through TEXT NOT NULL) STRICT;
INSERT INTO period VALUES (1, '');
