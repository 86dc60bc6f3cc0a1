-- A check may consist of several results, a leg each; the same take is kept once; a
-- value says by a code why it must not be compared with another day, empty if it may.
CREATE TABLE part (
  screening_id TEXT NOT NULL REFERENCES screening (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (screening_id, number, name)
) STRICT;
INSERT INTO part SELECT screening_id, 0, name, content FROM file;
DROP TABLE file;
ALTER TABLE screening ADD COLUMN landmarks_sha256 TEXT NOT NULL DEFAULT '';
CREATE INDEX screening_of_take ON screening (landmarks_sha256);
ALTER TABLE leg_value ADD COLUMN why_not_compared TEXT NOT NULL DEFAULT '';
