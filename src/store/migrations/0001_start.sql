-- Times are microseconds since 1970-01-01T00:00:00Z. A JSON column holds the type it is named after.
-- Numbers of items and stories are given by the desk, so that a batch can name them before it is filed.

CREATE TABLE source_state (
    source         TEXT PRIMARY KEY,
    first_seen     INTEGER NOT NULL,
    etag           TEXT,
    last_modified  TEXT,
    next_visit     INTEGER NOT NULL,
    last_visit     INTEGER,
    last_read      INTEGER,
    failures       INTEGER NOT NULL DEFAULT 0,
    last_error     TEXT,
    findings       INTEGER NOT NULL DEFAULT 0,
    visited_before INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX by_source_state_due ON source_state (next_visit);

CREATE TABLE story (
    id         INTEGER PRIMARY KEY,
    founded_by INTEGER NOT NULL REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED,
    headline   TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL
) STRICT;
CREATE INDEX by_story_last_seen ON story (last_seen);

CREATE TABLE item (
    id           INTEGER PRIMARY KEY,
    link         TEXT NOT NULL UNIQUE,
    url          TEXT NOT NULL,
    source       TEXT NOT NULL,
    guid         TEXT,
    headline     TEXT NOT NULL,
    language     TEXT,
    published    TEXT,
    quality      TEXT NOT NULL,
    story        INTEGER NOT NULL REFERENCES story (id),
    baseline     INTEGER NOT NULL,
    first_seen   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    reread_at    INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX by_item_first_seen ON item (first_seen);
CREATE INDEX by_item_source ON item (source, first_seen);
CREATE INDEX by_item_story ON item (story);
CREATE INDEX by_item_reread ON item (reread_at) WHERE reread_at IS NOT NULL;

-- Every folded address that led to an item.
CREATE TABLE item_link (
    link TEXT PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES item (id)
) STRICT, WITHOUT ROWID;

-- A guid that a source gave to two items stands for none.
CREATE TABLE guid (
    source TEXT NOT NULL,
    guid   TEXT NOT NULL,
    item   INTEGER REFERENCES item (id),
    PRIMARY KEY (source, guid)
) STRICT, WITHOUT ROWID;

-- The mark names what the source said of the item; another one asks for a new reading.
CREATE TABLE item_source (
    item       INTEGER NOT NULL REFERENCES item (id),
    source     TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    mark       TEXT,
    PRIMARY KEY (item, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE version (
    item    INTEGER NOT NULL REFERENCES item (id),
    version INTEGER NOT NULL,
    article TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    edited  TEXT,
    PRIMARY KEY (item, version)
) STRICT;

CREATE TABLE verdict (
    item    INTEGER NOT NULL,
    version INTEGER NOT NULL,
    engine  TEXT NOT NULL,
    corpora TEXT NOT NULL,
    verdict TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (item, version, engine, corpora),
    FOREIGN KEY (item, version) REFERENCES version (item, version)
) STRICT;

CREATE TABLE hit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    item     INTEGER NOT NULL REFERENCES item (id),
    watch    TEXT NOT NULL,
    owner    TEXT NOT NULL,
    weight   TEXT NOT NULL,
    because  TEXT NOT NULL,
    baseline INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    filed_at INTEGER NOT NULL,
    UNIQUE (item, watch)
) STRICT;
CREATE INDEX by_hit_watch ON hit (watch, filed_at);

CREATE TABLE delivery (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    key       TEXT NOT NULL UNIQUE,
    reader    TEXT NOT NULL,
    owner     TEXT NOT NULL,
    channel   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    message   TEXT NOT NULL,
    state     TEXT NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0,
    next_try  INTEGER,
    error     TEXT,
    made_at   INTEGER NOT NULL,
    sent_at   INTEGER,
    answer    TEXT,
    CHECK (state IN ('queued', 'sent', 'dead')),
    CHECK ((state = 'queued') = (next_try IS NOT NULL))
) STRICT;
CREATE INDEX by_delivery_due ON delivery (next_try) WHERE next_try IS NOT NULL;

CREATE TABLE told (
    reader   TEXT NOT NULL,
    hit      INTEGER NOT NULL REFERENCES hit (id),
    how      TEXT NOT NULL,
    delivery INTEGER NOT NULL REFERENCES delivery (id),
    at       INTEGER NOT NULL,
    PRIMARY KEY (reader, hit, how)
) STRICT, WITHOUT ROWID;
CREATE INDEX by_told_hit ON told (hit);

CREATE TABLE reader_state (
    reader            TEXT PRIMARY KEY,
    first_seen        INTEGER NOT NULL,
    digest_told_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE silence (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    owner   TEXT NOT NULL,
    of      TEXT NOT NULL,
    until   INTEGER NOT NULL,
    reason  TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- The only cursor: numbered in the order in which the desk committed.
CREATE TABLE change (
    seq   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind  TEXT NOT NULL,
    item  INTEGER NOT NULL,
    story INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    CHECK (kind IN ('item', 'version', 'verdict', 'story'))
) STRICT;

CREATE TABLE request (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    verb      TEXT NOT NULL,
    args      TEXT NOT NULL,
    owner     TEXT NOT NULL,
    made_at   INTEGER NOT NULL,
    served_at INTEGER,
    answer    TEXT
) STRICT;
CREATE INDEX by_request_open ON request (id) WHERE served_at IS NULL;

CREATE TABLE snapshot (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    change INTEGER NOT NULL,
    engine TEXT NOT NULL,
    bytes  BLOB NOT NULL
) STRICT;
