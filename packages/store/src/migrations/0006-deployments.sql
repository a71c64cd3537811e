-- Rollouts of jobs. Of those that are under way every one is in memory.
CREATE TABLE deployment (
  key INTEGER PRIMARY KEY,
  id8 TEXT NOT NULL,
  job INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX deployment_by_id ON deployment (id8);
CREATE INDEX deployment_by_job ON deployment (job);
CREATE INDEX deployment_part ON deployment (namespace, status);
CREATE INDEX deployment_active ON deployment (status) WHERE status IN ('running', 'paused');

-- Which allocations a rollout placed or updated in place.
ALTER TABLE allocation ADD COLUMN deployment INTEGER;
CREATE INDEX allocation_by_deployment ON allocation (deployment) WHERE deployment IS NOT NULL;

UPDATE meta SET next = json_set(next, '$.deployment', 1), indexes = json_set(indexes, '$.deployments', 0);
UPDATE job SET body = json_set(
  body, '$.deployment', NULL, '$.stableVersion', NULL, '$.deploymentsIndex', body ->> '$.modifyIndex'
);
