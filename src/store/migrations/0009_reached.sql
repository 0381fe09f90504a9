-- Whether a page was reached at the address; else the item's page only declares it as its own.
ALTER TABLE item_link ADD COLUMN reached INTEGER NOT NULL DEFAULT 1;
