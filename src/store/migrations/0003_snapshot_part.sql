-- The memory is written down part by part: each holds what was noted of the changes behind `after`, up to `change`.
DROP TABLE snapshot;
CREATE TABLE snapshot_part (
    change INTEGER PRIMARY KEY,
    after  INTEGER NOT NULL,
    engine TEXT NOT NULL,
    bytes  BLOB NOT NULL
) STRICT;
