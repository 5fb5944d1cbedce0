-- Attributes of participants by which somebody could be recognised: exports leave them out unless they are asked for.
CREATE TABLE identifying_attribute (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study INTEGER NOT NULL REFERENCES study (id),
    name TEXT NOT NULL CHECK (name <> ''),
    UNIQUE (study, name)
) STRICT;
