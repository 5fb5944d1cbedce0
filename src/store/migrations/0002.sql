-- Identities under which other programs know what is in a study (GUIDs of REFI-QDA).
--
-- Outside of history: an identity says nothing of the research, and one that speaks of a row that is gone (an import that was
-- undone) is passed over, as row numbers are never given twice. Several identities may mean one row: the first one goes out.
CREATE TABLE guid (
    id INTEGER PRIMARY KEY,
    study INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    guid TEXT NOT NULL CHECK (guid <> ''),
    UNIQUE (study, table_name, guid)
) STRICT;
