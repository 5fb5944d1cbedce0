-- Elements of other programs' projects that emic has no place for (sets, graphs, marks on pictures, ...), as REFI-QDA writes them.
--
-- Outside of history, as identities are: they go out only where what they refer to is there.
CREATE TABLE kept_element (
    id INTEGER PRIMARY KEY,
    study INTEGER NOT NULL,
    list TEXT NOT NULL CHECK (list <> ''),
    guid TEXT NOT NULL,
    xml TEXT NOT NULL CHECK (xml <> ''),
    UNIQUE (study, list, guid)
) STRICT;
