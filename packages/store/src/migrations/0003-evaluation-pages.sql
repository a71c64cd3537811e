-- What lists of evaluations filter by. Read from the body, which is the record, so that nothing has to be written twice.
ALTER TABLE evaluation ADD COLUMN namespace TEXT GENERATED ALWAYS AS (body ->> '$.namespace') VIRTUAL;
ALTER TABLE evaluation ADD COLUMN triggered_by TEXT GENERATED ALWAYS AS (body ->> '$.triggeredBy') VIRTUAL;

CREATE INDEX evaluation_part ON evaluation (namespace, status, triggered_by);
CREATE INDEX evaluation_part_of_job ON evaluation (job, status, triggered_by);

CREATE TABLE evaluation_count (
  namespace TEXT NOT NULL,
  status TEXT NOT NULL,
  triggered_by TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (namespace, status, triggered_by)
) STRICT, WITHOUT ROWID;
INSERT INTO evaluation_count SELECT namespace, status, triggered_by, count(*) FROM evaluation GROUP BY 1, 2, 3;
CREATE TRIGGER evaluation_inserted AFTER INSERT ON evaluation BEGIN
  INSERT INTO evaluation_count VALUES (new.namespace, new.status, new.triggered_by, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER evaluation_deleted AFTER DELETE ON evaluation BEGIN
  UPDATE evaluation_count SET n = n - 1
    WHERE namespace = old.namespace AND status = old.status AND triggered_by = old.triggered_by;
END;
CREATE TRIGGER evaluation_moved AFTER UPDATE OF status ON evaluation WHEN old.status <> new.status BEGIN
  UPDATE evaluation_count SET n = n - 1
    WHERE namespace = old.namespace AND status = old.status AND triggered_by = old.triggered_by;
  INSERT INTO evaluation_count VALUES (new.namespace, new.status, new.triggered_by, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
