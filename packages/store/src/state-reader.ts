import { createCapacityTable } from "@longshore/core/capacity-table";
import { invariant } from "@longshore/core/invariant";
import type { Allocation, Node } from "@longshore/core/model";
import type { StateView } from "@longshore/core/state";
import { createTable, type ReadGroups, type Table } from "@longshore/core/table";
import { unpackAllocation } from "./allocation-body.ts";
import { liveStates } from "./instance-state.ts";
import { backedState, loadOpen, memoryLimits } from "./load-state.ts";
import { readMeta, type Meta } from "./meta.ts";
import { bodies, type Body, type Db, openReadOnly, rows } from "./sqlite.ts";

/** Which state is meant: the journal's index, and what live allocations hold of each node at that index. */
export type StateAt = { readonly index: number; readonly used: Float64Array };

/** What a state does not tell, of the same index. */
export type StateHistory = {
  /** Newest allocations of a job, ended and live ones, some of each group and state. */
  readonly allocations: (job: number) => readonly Allocation[];
  /** The jobs of which something starts or stops, some of them when there are very many. */
  readonly jobsUnderWay: () => readonly number[];
};

/**
 * The state as a thread beside the writer sees it. Nothing of it is held: what is under way is read each time, what else a decision asks
 * for is fetched, and only what would take a look at every live allocation comes from the writer.
 */
export type StateReader = {
  /** Undefined when the state of that index is not what is committed now. */
  readonly read: <T>(at: StateAt, work: (view: StateView, history: StateHistory) => T) => T | undefined;
  readonly close: () => void;
};

/** Sets that are fetched by key. Nobody may ask for all of them. */
const fetchedGroups = <K, V>(load: (key: K) => readonly V[]): ReadGroups<K, V> => {
  const known = new Map<K, ReadonlySet<V>>();
  const get = (key: K): ReadonlySet<V> | undefined => {
    const set = known.get(key) ?? new Set(load(key));
    known.set(key, set);
    return set.size === 0 ? undefined : set;
  };
  return {
    get,
    has: (key) => get(key) !== undefined,
    entries: () => {
      invariant(false, "a reader of the state does not know all of it");
    },
  };
};

const usedTable = (nodes: Table<number, Node>, used: Float64Array): StateView["used"] => {
  const table = createCapacityTable();
  for (const [key] of nodes.entries()) {
    const [cpuMhz = 0, memoryMb = 0, diskMb = 0] = used.subarray(key * 3, key * 3 + 3);
    table.set(key, { cpuMhz, memoryMb, diskMb });
  }
  return table;
};

const groupsOf = (db: Db, fetched: (allocation: Allocation) => void) => {
  const ofJob = db.sql(
    `SELECT body FROM allocation INDEXED BY allocation_by_state WHERE job = ? AND grp = ? AND state IN ${liveStates}`,
  );
  const groups = db.sql("SELECT DISTINCT grp FROM allocation_count WHERE job = ?");
  const ofNode = db.sql(
    `SELECT body FROM allocation INDEXED BY allocation_live WHERE node = ? AND state IN ${liveStates}`,
  );
  const taken = (stored: readonly Body[]): readonly Allocation[] =>
    stored.map(({ body }) => {
      const allocation = unpackAllocation(body);
      fetched(allocation);
      return allocation;
    });
  const onNode = (node: number): readonly Allocation[] => taken(rows<Body>(ofNode, node));
  return {
    liveOfJob: fetchedGroups((job: number) =>
      rows<{ grp: string }>(groups, job).flatMap(({ grp }) => taken(rows<Body>(ofJob, job, grp)).map(({ key }) => key)),
    ),
    liveOfNode: fetchedGroups((node: number) => onNode(node).map(({ key }) => key)),
    portsOfNode: fetchedGroups((node: number) => onNode(node).flatMap(({ ports }) => ports.map(({ value }) => value))),
  };
};

const pastOfEach = 100;
const mostUnderWay = 1_000;

const historyOf = (db: Db): StateHistory => {
  const parts = db.sql("SELECT grp, state FROM allocation_count WHERE job = ? AND n > 0");
  const newest = db.sql(
    `SELECT body FROM allocation INDEXED BY allocation_by_state WHERE job = ? AND grp = ? AND state = ?
     ORDER BY key DESC LIMIT ${String(pastOfEach)}`,
  );
  const underWay = db.sql(
    `SELECT DISTINCT job FROM allocation_count WHERE state IN ('starting', 'stopping') AND n > 0
     ORDER BY job LIMIT ${String(mostUnderWay)}`,
  );
  return {
    allocations: (job) =>
      rows<{ grp: string; state: string }>(parts, job).flatMap(({ grp, state }) =>
        rows<Body>(newest, job, grp, state).map(({ body }) => unpackAllocation(body)),
      ),
    jobsUnderWay: () => rows<{ job: number }>(underWay).map(({ job }) => job),
  };
};

/** Opens a connection of its own, for a worker thread. */
export const openStateReader = (file: string): StateReader => {
  const db = openReadOnly(file);
  const history = historyOf(db);
  let fleet: { readonly index: number; readonly nodes: Table<number, Node> } | undefined;

  const nodesOf = ({ indexes }: Meta): Table<number, Node> => {
    if (fleet?.index === indexes.nodes) return fleet.nodes;
    const nodes = createTable<number, Node>();
    for (const node of bodies<Node>(db.sql("SELECT body FROM node ORDER BY key"))) nodes.set(node.key, node);
    fleet = { index: indexes.nodes, nodes };
    return nodes;
  };

  const viewOf = (meta: Meta, used: Float64Array): StateView => {
    const { state } = backedState(db, memoryLimits);
    loadOpen(db, state);
    const nodes = nodesOf(meta);
    const groups = groupsOf(db, (allocation) => state.allocations.set(allocation.key, allocation));
    return { ...state, nodes, ...groups, used: usedTable(nodes, used) };
  };

  return {
    read: ({ index, used }, work) => {
      db.exec("BEGIN");
      try {
        const meta = readMeta(db);
        return meta.index === index ? work(viewOf(meta, used), history) : undefined;
      } finally {
        db.exec("COMMIT");
      }
    },
    close: db.close,
  };
};
