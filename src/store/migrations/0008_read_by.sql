-- The reading version that made the text; none where it was not kept.
ALTER TABLE version ADD COLUMN read_by TEXT;
