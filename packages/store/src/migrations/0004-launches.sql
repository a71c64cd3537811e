-- Whose child a job is, and whether the clock launches children of it: neither ever changes.
ALTER TABLE job ADD COLUMN parent INTEGER;
ALTER TABLE job ADD COLUMN periodic INTEGER NOT NULL DEFAULT 0;
UPDATE job SET parent = body ->> '$.parent.job', body = json_set(body, '$.launches', NULL);

CREATE INDEX job_by_parent ON job (parent, key) WHERE parent IS NOT NULL;
CREATE INDEX job_periodic ON job (key) WHERE periodic = 1;
