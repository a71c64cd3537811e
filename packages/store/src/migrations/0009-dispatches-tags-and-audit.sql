-- The token that a child was dispatched under, by which the same request finds it again.
ALTER TABLE job ADD COLUMN token TEXT;
CREATE INDEX job_by_token ON job (parent, token) WHERE token IS NOT NULL;

-- What happens to instants of a schedule that nobody launched in time.
UPDATE job SET body = json_set(body, '$.spec.periodic.missedRuns', NULL) WHERE periodic = 1;
UPDATE job_version SET body = json_set(body, '$.spec.periodic.missedRuns', NULL)
  WHERE body ->> '$.spec.periodic' IS NOT NULL;
UPDATE job SET body = json_set(body, '$.launches.missed', NULL) WHERE body ->> '$.launches' IS NOT NULL;

-- The job that something was done to, whatever the object is called.
ALTER TABLE audit ADD COLUMN job TEXT;
CREATE INDEX audit_by_job ON audit (job) WHERE job IS NOT NULL;
CREATE INDEX audit_by_plan ON audit (plan) WHERE plan IS NOT NULL;
CREATE INDEX audit_by_namespace ON audit (namespace) WHERE namespace IS NOT NULL;
CREATE INDEX audit_by_who ON audit (who);
CREATE INDEX audit_by_door ON audit (door);
CREATE INDEX audit_by_action ON audit (action);
UPDATE audit SET job = object WHERE namespace IS NOT NULL AND action LIKE '%Job';
