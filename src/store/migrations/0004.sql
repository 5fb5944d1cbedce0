-- A decision made blindly: the coder chose before she saw what was suggested, so the suggestion did not lead her.
ALTER TABLE decision ADD COLUMN blind INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1));
