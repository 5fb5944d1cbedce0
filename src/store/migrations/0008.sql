-- A memo on a coding is a memo on the coding's unit about that one judgement: unit is filled, too. It outlives the coding on the unit.
ALTER TABLE memo ADD COLUMN coding INTEGER REFERENCES coding (id);
CREATE INDEX memo_coding ON memo (coding);

-- What emic suggested and a person saw, once for each stretch, code and model.
--
-- Outside of history, as looking at something changes nothing: undo does not take it back. One that speaks of a transcript that is
-- gone is passed over, as row numbers are never given twice.
CREATE TABLE shown (
    id INTEGER PRIMARY KEY,
    transcript INTEGER NOT NULL,
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    code INTEGER NOT NULL,
    model TEXT NOT NULL,
    at TEXT NOT NULL,
    UNIQUE (transcript, start_byte, end_byte, code, model)
) STRICT;

-- Units that were drawn for a coder to be coded a second time, in the order in which she is asked. A sample outlives its units: they keep
-- their numbers, so unit is no foreign key.
CREATE TABLE sampled (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study INTEGER NOT NULL REFERENCES study (id),
    coder INTEGER NOT NULL REFERENCES coder (id),
    unit INTEGER NOT NULL,
    UNIQUE (study, coder, unit)
) STRICT;
