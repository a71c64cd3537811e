-- What was launched from another job is walked and counted apart from what was not, so that a list without it skips nothing.
ALTER TABLE job ADD COLUMN child INTEGER NOT NULL DEFAULT 0;
UPDATE job SET child = 1 WHERE parent IS NOT NULL;

DROP INDEX job_by_name;
DROP INDEX job_by_health;
DROP INDEX job_by_changed;
DROP INDEX job_part;
DROP INDEX job_part_by_name;
DROP INDEX job_part_by_changed;
CREATE INDEX job_by_key ON job (child);
-- Carries all that a search by words looks at, so that a search never reads bodies.
CREATE INDEX job_by_name ON job (child, sort_name, key, alias, id, namespace, type, health, changed_at);
CREATE INDEX job_by_health ON job (child, health, sort_name);
CREATE INDEX job_by_changed ON job (child, changed_at);
CREATE INDEX job_part ON job (namespace, type, health, child);
CREATE INDEX job_part_by_name ON job (namespace, type, health, child, sort_name);
CREATE INDEX job_part_by_changed ON job (namespace, type, health, child, changed_at);

DROP TRIGGER job_inserted;
DROP TRIGGER job_deleted;
DROP TRIGGER job_moved;
DROP TABLE job_count;
CREATE TABLE job_count (
  namespace TEXT NOT NULL,
  type TEXT NOT NULL,
  health INTEGER NOT NULL,
  child INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (namespace, type, health, child)
) STRICT, WITHOUT ROWID;
INSERT INTO job_count SELECT namespace, type, health, child, count(*) FROM job GROUP BY 1, 2, 3, 4;
CREATE TRIGGER job_inserted AFTER INSERT ON job BEGIN
  INSERT INTO job_count VALUES (new.namespace, new.type, new.health, new.child, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER job_deleted AFTER DELETE ON job BEGIN
  UPDATE job_count SET n = n - 1
    WHERE namespace = old.namespace AND type = old.type AND health = old.health AND child = old.child;
END;
CREATE TRIGGER job_moved AFTER UPDATE OF type, health ON job WHEN old.type <> new.type OR old.health <> new.health BEGIN
  UPDATE job_count SET n = n - 1
    WHERE namespace = old.namespace AND type = old.type AND health = old.health AND child = old.child;
  INSERT INTO job_count VALUES (new.namespace, new.type, new.health, new.child, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
