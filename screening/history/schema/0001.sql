-- Clients, their screenings, and the files that each screening can be judged again from.
CREATE TABLE client (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  note TEXT NOT NULL DEFAULT '',
  consent_on TEXT,
  added_on TEXT NOT NULL
) STRICT;

CREATE TABLE screening (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  taken_on TEXT NOT NULL,
  added_at TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX screening_of_client ON screening (client_id, taken_on);

CREATE TABLE pain (
  screening_id TEXT NOT NULL REFERENCES screening (id) ON DELETE CASCADE,
  leg TEXT NOT NULL CHECK (leg IN ('left', 'right')),
  before_squats INTEGER CHECK (before_squats BETWEEN 0 AND 10),
  after_squats INTEGER CHECK (after_squats BETWEEN 0 AND 10),
  PRIMARY KEY (screening_id, leg)
) STRICT;

-- What a trend draws, so that no result has to be read for it.
CREATE TABLE leg_value (
  screening_id TEXT NOT NULL REFERENCES screening (id) ON DELETE CASCADE,
  leg TEXT NOT NULL CHECK (leg IN ('left', 'right')),
  measure TEXT NOT NULL,
  value REAL,
  sem REAL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (screening_id, leg, measure)
) STRICT;

CREATE TABLE file (
  screening_id TEXT NOT NULL REFERENCES screening (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (screening_id, name)
) STRICT;

CREATE TABLE choice (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
