-- Hits that a reader without a digest is not told of, as their items are at that version.
CREATE TABLE settled (
    reader  TEXT NOT NULL,
    hit     INTEGER NOT NULL REFERENCES hit (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    why     TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (reader, hit)
) STRICT, WITHOUT ROWID;
CREATE INDEX by_settled_hit ON settled (hit);
