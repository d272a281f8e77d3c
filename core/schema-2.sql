-- Version 2: every order and every field of the query language has its index. The row stands in
-- each on purpose: without it a keyset among equal values would be walked from its first row.

-- Orders of lists, over all complaints ...
DROP INDEX ticket_closed;
CREATE INDEX ticket_closed ON ticket (closed_us, row);
CREATE INDEX ticket_told ON ticket (told_us, row);
CREATE INDEX ticket_entered ON ticket (entered_us, row);
CREATE INDEX ticket_level ON ticket (level, row);
-- ... and over the open ones, which are few among many closed and imported ones.
CREATE INDEX open_received ON ticket (received_us, row) WHERE open = 1;
CREATE INDEX open_updated ON ticket (updated_us, row) WHERE open = 1;
CREATE INDEX open_closed ON ticket (closed_us, row) WHERE open = 1;
CREATE INDEX open_told ON ticket (told_us, row) WHERE open = 1;
CREATE INDEX open_entered ON ticket (entered_us, row) WHERE open = 1;
CREATE INDEX open_level ON ticket (level, row) WHERE open = 1;

-- What a filter names. New rows come at the end of their value: cheap to keep.
CREATE INDEX ticket_state ON ticket (state, row);
CREATE INDEX ticket_kind ON ticket (contact_kind, row);
CREATE INDEX ticket_logged ON ticket (logged_by, row);
CREATE INDEX ticket_branch ON ticket (branch, row);
CREATE INDEX ticket_channel ON ticket (channel, row);
CREATE INDEX ticket_business ON ticket (business, row);
CREATE INDEX ticket_reason ON ticket (reason, row);
-- What most complaints have none of.
CREATE INDEX ticket_asked ON ticket (asked, row) WHERE asked <> '';
CREATE INDEX ticket_flags ON ticket (flags, row) WHERE flags <> 0;
CREATE INDEX ticket_restricted ON ticket (row) WHERE restricted = 1;
CREATE INDEX ticket_redress ON ticket (redress_minor, row) WHERE redress_minor > 0;
CREATE INDEX ticket_files ON ticket (row) WHERE file_count > 0;
