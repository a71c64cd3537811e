-- Every record is kept whole in `body` (JSON); the other columns are what filters, sorts and cursors need of it.
-- Times are milliseconds in REAL columns, so that any JavaScript number comes back as it went in.

CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seed TEXT NOT NULL,
  idx INTEGER NOT NULL,
  next TEXT NOT NULL,
  indexes TEXT NOT NULL
) STRICT;

CREATE TABLE journal (idx INTEGER PRIMARY KEY, at REAL NOT NULL, body TEXT NOT NULL) STRICT;

CREATE TABLE effect (seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, type TEXT NOT NULL, body TEXT NOT NULL) STRICT;

-- `health` is the rank in core's `jobHealths`; `sort_name` the name in lower case; `alias` the id in lower case, empty where it equals `sort_name`.
CREATE TABLE job (
  key INTEGER PRIMARY KEY,
  namespace TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  health INTEGER NOT NULL,
  sort_name TEXT NOT NULL,
  alias TEXT NOT NULL,
  changed_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX job_by_id ON job (id, namespace);
-- Carries all that a search by words looks at, so that a search never reads bodies.
CREATE INDEX job_by_name ON job (sort_name, key, alias, id, namespace, type, health, changed_at);
CREATE INDEX job_by_health ON job (health, sort_name);
CREATE INDEX job_by_changed ON job (changed_at);
CREATE INDEX job_part ON job (namespace, type, health);
CREATE INDEX job_part_by_name ON job (namespace, type, health, sort_name);
CREATE INDEX job_part_by_changed ON job (namespace, type, health, changed_at);

CREATE TABLE job_count (
  namespace TEXT NOT NULL,
  type TEXT NOT NULL,
  health INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (namespace, type, health)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER job_inserted AFTER INSERT ON job BEGIN
  INSERT INTO job_count VALUES (new.namespace, new.type, new.health, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER job_deleted AFTER DELETE ON job BEGIN
  UPDATE job_count SET n = n - 1 WHERE namespace = old.namespace AND type = old.type AND health = old.health;
END;
CREATE TRIGGER job_moved AFTER UPDATE OF type, health ON job WHEN old.type <> new.type OR old.health <> new.health BEGIN
  UPDATE job_count SET n = n - 1 WHERE namespace = old.namespace AND type = old.type AND health = old.health;
  INSERT INTO job_count VALUES (new.namespace, new.type, new.health, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Which name a job key stood for; outlives the job, because its allocations and evaluations do.
CREATE TABLE registration (job INTEGER PRIMARY KEY, namespace TEXT NOT NULL, id TEXT NOT NULL) STRICT;
CREATE INDEX registration_by_id ON registration (id, namespace);

CREATE TABLE job_version (
  job INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (job, version)
) STRICT;

CREATE TABLE instance (
  job INTEGER NOT NULL,
  grp TEXT NOT NULL,
  idx INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (job, grp, idx)
) STRICT, WITHOUT ROWID;

-- `id8` is the first 8 digits of the UUID. UUIDs are random, so every insert dirties another page of their index; a short
-- key makes that index a third as many pages. The rest of the UUID is compared in the body.
CREATE TABLE allocation (
  key INTEGER PRIMARY KEY,
  id8 TEXT NOT NULL,
  job INTEGER NOT NULL,
  grp TEXT NOT NULL,
  state TEXT NOT NULL,
  node INTEGER NOT NULL,
  evaluation INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX allocation_by_id ON allocation (id8);
CREATE INDEX allocation_by_job ON allocation (job);
CREATE INDEX allocation_by_state ON allocation (job, grp, state);
CREATE INDEX allocation_by_evaluation ON allocation (evaluation);
CREATE INDEX allocation_live ON allocation (node) WHERE state IN ('starting', 'running', 'stopping');

CREATE TABLE allocation_count (
  job INTEGER NOT NULL,
  grp TEXT NOT NULL,
  state TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (job, grp, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER allocation_inserted AFTER INSERT ON allocation BEGIN
  INSERT INTO allocation_count VALUES (new.job, new.grp, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER allocation_deleted AFTER DELETE ON allocation BEGIN
  UPDATE allocation_count SET n = n - 1 WHERE job = old.job AND grp = old.grp AND state = old.state;
END;
CREATE TRIGGER allocation_moved AFTER UPDATE OF state ON allocation WHEN old.state <> new.state BEGIN
  UPDATE allocation_count SET n = n - 1 WHERE job = old.job AND grp = old.grp AND state = old.state;
  INSERT INTO allocation_count VALUES (new.job, new.grp, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TABLE evaluation (
  key INTEGER PRIMARY KEY,
  id8 TEXT NOT NULL,
  job INTEGER NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX evaluation_by_id ON evaluation (id8);
CREATE INDEX evaluation_by_job ON evaluation (job);
CREATE INDEX evaluation_open ON evaluation (status) WHERE status IN ('pending', 'blocked');

CREATE TABLE node (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;

CREATE TABLE snapshot (idx INTEGER PRIMARY KEY, at REAL NOT NULL, file TEXT NOT NULL) STRICT;

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hash BLOB NOT NULL UNIQUE,
  role TEXT NOT NULL,
  namespaces TEXT NOT NULL,
  created_at REAL NOT NULL,
  last_used_at REAL
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  idx INTEGER NOT NULL,
  at REAL NOT NULL,
  who TEXT NOT NULL,
  address TEXT NOT NULL,
  door TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  namespace TEXT,
  request_id TEXT
) STRICT;
