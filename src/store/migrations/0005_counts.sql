-- In how many articles words stand: what goes on being counted, with its place in the change log, and
-- what reports are weighed by until the next time.
CREATE TABLE counts (
    purpose TEXT PRIMARY KEY CHECK (purpose IN ('counting', 'weighing')),
    engine  TEXT NOT NULL,
    change  INTEGER NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;
