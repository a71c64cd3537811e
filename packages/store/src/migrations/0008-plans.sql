-- Plans that were kept. `body` is the record; what a plan would do instance by instance lies beside it in parts.
CREATE TABLE plan (
  key INTEGER PRIMARY KEY,
  id8 TEXT NOT NULL,
  namespace TEXT NOT NULL,
  job_id TEXT NOT NULL,
  author TEXT NOT NULL,
  status TEXT NOT NULL,
  expires_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX plan_by_id ON plan (id8);
-- Carry all that a list filters by, so that what is left out is never read.
CREATE INDEX plan_part ON plan (namespace, key, status, author, expires_at);
CREATE INDEX plan_of_job ON plan (job_id, key, namespace, status, author, expires_at);

-- Part 0 is the plan without its instances, the others are so many instances each; compressed. Not in the journal.
CREATE TABLE plan_body (
  plan INTEGER NOT NULL,
  part INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (plan, part)
) STRICT, WITHOUT ROWID;

ALTER TABLE audit ADD COLUMN plan TEXT;

UPDATE meta SET next = json_set(next, '$.plan', 1), indexes = json_set(indexes, '$.plans', 0);
