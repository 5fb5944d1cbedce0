-- The first schema of a project file.
--
-- Migrations are append-only: a later one never edits this file. A migration that renames a column of a content table
-- must rename it in change.before too, or older events could no longer be undone.
--
-- Foreign keys take NO ACTION, which refuses to orphan a row like RESTRICT does, but can be deferred: an undo puts the
-- rows back one by one. Nothing cascades: what hangs on a row is deleted in so many words, or not at all.
-- Identities (AUTOINCREMENT) are never given twice, so that an old event never speaks of another row.

CREATE TABLE study (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    title TEXT NOT NULL,
    method TEXT NOT NULL,
    levels TEXT NOT NULL CHECK (json_type(levels) = 'array'),
    language TEXT
) STRICT;

CREATE TABLE participant (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study INTEGER NOT NULL REFERENCES study (id),
    label TEXT NOT NULL CHECK (label <> ''),
    attributes TEXT NOT NULL CHECK (json_type(attributes) = 'object'),
    UNIQUE (study, label),
    UNIQUE (study, id)
) STRICT;

CREATE TABLE coder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('person', 'machine'))
) STRICT;

-- The participant is of the same study: the pair is the key.
CREATE TABLE transcript (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study INTEGER NOT NULL REFERENCES study (id),
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('interview', 'excerpts')),
    participant INTEGER,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (study, name),
    FOREIGN KEY (study, participant) REFERENCES participant (study, id)
) STRICT;
CREATE INDEX transcript_participant ON transcript (study, participant);

-- start_byte and end_byte are offsets into the UTF-8 text, the end one past the last byte.
CREATE TABLE turn (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    speaker TEXT,
    role TEXT NOT NULL CHECK (role IN ('interviewer', 'participant', 'other')),
    participant INTEGER REFERENCES participant (id)
) STRICT;
CREATE INDEX turn_transcript ON turn (transcript, start_byte);
CREATE INDEX turn_participant ON turn (participant);

CREATE TABLE unit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    condensed TEXT,
    translation TEXT,
    external_id TEXT
) STRICT;
CREATE INDEX unit_transcript ON unit (transcript, start_byte);

CREATE TABLE code (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study INTEGER NOT NULL REFERENCES study (id),
    parent INTEGER CHECK (parent <> id),
    level INTEGER NOT NULL CHECK (level >= 0),
    name TEXT NOT NULL CHECK (name <> ''),
    definition TEXT NOT NULL,
    include TEXT NOT NULL,
    exclude TEXT NOT NULL,
    colour TEXT NOT NULL,
    position INTEGER NOT NULL,
    UNIQUE (study, id),
    FOREIGN KEY (study, parent) REFERENCES code (study, id)
) STRICT;
CREATE INDEX code_parent ON code (study, parent);
-- Two roots of one name are one name too many, though NULLs never equal each other.
CREATE UNIQUE INDEX code_name ON code (study, ifnull(parent, 0), name);

CREATE TABLE relation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL REFERENCES code (id),
    target INTEGER NOT NULL REFERENCES code (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    note TEXT NOT NULL,
    UNIQUE (source, target, kind)
) STRICT;
CREATE INDEX relation_target ON relation (target);
CREATE TRIGGER relation_within_study BEFORE INSERT ON relation
WHEN (SELECT study FROM code WHERE id = NEW.source) <> (SELECT study FROM code WHERE id = NEW.target)
BEGIN
    SELECT RAISE(ABORT, 'the two codes of the relation belong to different studies');
END;

CREATE TABLE coding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    unit INTEGER NOT NULL REFERENCES unit (id),
    code INTEGER NOT NULL REFERENCES code (id),
    coder INTEGER NOT NULL REFERENCES coder (id),
    origin TEXT NOT NULL CHECK (origin IN ('hand', 'accepted', 'corrected', 'imported', 'machine')),
    at TEXT NOT NULL,
    UNIQUE (unit, code, coder)
) STRICT;
CREATE INDEX coding_code ON coding (code);
CREATE INDEX coding_coder ON coding (coder);
CREATE TRIGGER coding_within_study BEFORE INSERT ON coding
WHEN (SELECT study FROM code WHERE id = NEW.code)
  <> (SELECT study FROM transcript WHERE id = (SELECT transcript FROM unit WHERE id = NEW.unit))
BEGIN
    SELECT RAISE(ABORT, 'the code belongs to another study than the unit; use a code of the unit''s study');
END;

-- A decision is kept for ever, so it outlives the codes it was about: code and instead are no foreign keys.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    code INTEGER,
    instead INTEGER,
    coder INTEGER NOT NULL REFERENCES coder (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'correct', 'reject', 'skip')),
    probability REAL CHECK (probability BETWEEN 0 AND 1),
    at TEXT NOT NULL
) STRICT;
CREATE INDEX decision_transcript ON decision (transcript, start_byte);
CREATE INDEX decision_coder ON decision (coder);

-- A memo is about exactly one thing.
CREATE TABLE memo (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study INTEGER REFERENCES study (id),
    participant INTEGER REFERENCES participant (id),
    transcript INTEGER REFERENCES transcript (id),
    unit INTEGER REFERENCES unit (id),
    code INTEGER REFERENCES code (id),
    coder INTEGER NOT NULL REFERENCES coder (id),
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    CHECK ((study IS NOT NULL) + (participant IS NOT NULL) + (transcript IS NOT NULL)
        + (unit IS NOT NULL) + (code IS NOT NULL) = 1)
) STRICT;
CREATE INDEX memo_study ON memo (study);
CREATE INDEX memo_participant ON memo (participant);
CREATE INDEX memo_transcript ON memo (transcript);
CREATE INDEX memo_unit ON memo (unit);
CREATE INDEX memo_code ON memo (code);
CREATE INDEX memo_coder ON memo (coder);

-- History: written by triggers that emic makes anew for the columns of every content table, and never altered.
-- event.coder is no foreign key: history remembers a coder whose adding was undone.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    coder INTEGER,
    action TEXT NOT NULL CHECK (action <> ''),
    summary TEXT NOT NULL,
    undoes INTEGER REFERENCES event (id)
) STRICT;

-- One row changed by an event, in the order of the changes. before is NULL for an insert, the columns that changed for
-- an update, the whole row for a delete. The event is written last, when its summary is known.
CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
    before TEXT
) STRICT;
CREATE INDEX change_event ON change (event);

CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'history is never altered'); END;
CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'history is never altered'); END;
CREATE TRIGGER change_kept BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'history is never altered'); END;
CREATE TRIGGER change_fixed BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'history is never altered'); END;

-- The event that is being written; NULL outside of a change.
CREATE TABLE current_event (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    event INTEGER
) STRICT;
INSERT INTO current_event (id, event) VALUES (1, NULL);

-- What can be made again from the content: index segments, models. Outside of history.
CREATE TABLE cache (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    stamp TEXT NOT NULL,
    data BLOB NOT NULL
) STRICT;
