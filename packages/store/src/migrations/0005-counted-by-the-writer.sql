-- Allocations are counted by whoever writes them, once per commit instead of once per row.
DROP TRIGGER allocation_inserted;
DROP TRIGGER allocation_moved;

-- A start that is owed follows from its allocation: only stops have rows of their own.
DELETE FROM effect WHERE type = 'startTask';
