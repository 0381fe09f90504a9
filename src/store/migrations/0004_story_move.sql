-- Items that left one story for another: the trail of merges and splits.
CREATE TABLE story_move (
    item       INTEGER NOT NULL REFERENCES item (id),
    from_story INTEGER NOT NULL REFERENCES story (id),
    into_story INTEGER NOT NULL REFERENCES story (id),
    why        TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX by_story_move_from ON story_move (from_story);
CREATE INDEX by_story_move_into ON story_move (into_story);

-- The story as which an item was told: it numbers the story's mails, and an item may leave it.
ALTER TABLE told ADD COLUMN story INTEGER NOT NULL DEFAULT 0;
UPDATE told SET story = (SELECT i.story FROM hit h JOIN item i ON i.id = h.item WHERE h.id = told.hit);
CREATE INDEX by_told_story ON told (story);
