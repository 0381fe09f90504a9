-- What was judged last of each item.
CREATE VIEW last_verdict AS
SELECT i.id AS item, i.first_seen, v.engine, v.corpora, v.verdict
FROM item i
JOIN verdict v ON v.rowid = (SELECT rowid FROM verdict WHERE item = i.id ORDER BY version DESC, at DESC LIMIT 1);
