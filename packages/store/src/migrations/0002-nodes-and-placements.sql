-- How an allocation's node was found: written once, and never needed by a decision, so it stays out of the allocation's row.
CREATE TABLE placement (allocation INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;

-- The scheduler's settings; empty: the defaults.
ALTER TABLE meta ADD COLUMN settings TEXT NOT NULL DEFAULT '';

CREATE INDEX job_per_node ON job (key) WHERE type IN ('system', 'sysbatch');
