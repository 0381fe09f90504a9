-- What sites print: out of how many of its last articles a line is counted.
CREATE TABLE site (
    host     TEXT PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE site_line (
    host TEXT NOT NULL REFERENCES site (host),
    line INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (host, line)
) STRICT, WITHOUT ROWID;
-- Few lines are seen more than twice, and only those are looked up.
CREATE INDEX by_site_line_seen ON site_line (host, seen) WHERE seen > 2;
