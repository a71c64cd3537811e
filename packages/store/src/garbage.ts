import {
  garbageSize,
  isActive,
  jobHealths,
  noGarbage,
  type Deployment,
  type Evaluation,
  type Garbage,
} from "@longshore/core/model";
import { liveStates } from "./instance-state.ts";
import { type Db, rows } from "./sqlite.ts";

/** Where a walk over the past is: the kind it looks at, and the last key it has seen. */
export type GarbageCursor = { readonly kind: keyof Garbage; readonly after: number };

/** A piece of a walk: what may be garbage, to be judged by the state, and where the next piece begins; null: that was all. */
export type GarbagePiece = { readonly candidates: Garbage; readonly next: GarbageCursor | null };

export type GarbageReader = {
  /** Looks at no more than some hundred rows at a time, by key. Without a cursor from the start. */
  readonly garbage: (from?: GarbageCursor) => GarbagePiece;
};

/** Rows looked at in one piece: some 20 µs each. */
const pieceRows = 100;

/** What leaves first makes room for others to leave: a job's records go once it has gone. */
const kinds = ["jobs", "allocations", "evaluations", "deployments", "plans", "versions", "instances", "names"] as const;

type Seen = { readonly key: number };
type Walk = (after: number) => { readonly seen: readonly Seen[]; readonly found: Partial<Garbage> };

const deadHealths = (["failed", "lost", "succeeded", "stopped"] as const).map((one) => jobHealths.indexOf(one));

const open = new Set<Evaluation["status"]>(["pending", "blocked"]);

const walks = (db: Db): { readonly [K in (typeof kinds)[number]]: Walk } => {
  const jobs = db.sql("SELECT key, health FROM job WHERE key > ? ORDER BY key LIMIT ?");
  const allocations = db.sql(
    `SELECT key, state IN ${liveStates} AS live FROM allocation WHERE key > ? ORDER BY key LIMIT ?`,
  );
  const evaluations = db.sql(
    `SELECT key, status, EXISTS (SELECT 1 FROM allocation WHERE evaluation = one.key) AS used
      FROM evaluation AS one WHERE key > ? ORDER BY key LIMIT ?`,
  );
  const deployments = db.sql(
    `SELECT key, status, EXISTS (
        SELECT 1 FROM allocation INDEXED BY allocation_by_deployment WHERE deployment = one.key) AS used
      FROM deployment AS one WHERE key > ? ORDER BY key LIMIT ?`,
  );
  const plans = db.sql("SELECT key FROM plan WHERE key > ? ORDER BY key LIMIT ?");
  const versionCounts = db.sql(
    `SELECT job AS key, max(version) AS newest, count(*) AS n, EXISTS (SELECT 1 FROM job WHERE key = one.job) AS there
      FROM job_version AS one WHERE job > ? GROUP BY job ORDER BY job LIMIT ?`,
  );
  const versionsOf = db.sql("SELECT version FROM job_version WHERE job = ? ORDER BY version LIMIT ?");
  const names = db.sql(
    `SELECT job AS key, EXISTS (SELECT 1 FROM job WHERE key = one.job) AS there,
        EXISTS (SELECT 1 FROM allocation WHERE job = one.job) OR EXISTS (SELECT 1 FROM evaluation WHERE job = one.job)
          OR EXISTS (SELECT 1 FROM deployment WHERE job = one.job) AS used,
        EXISTS (SELECT 1 FROM job_version WHERE job = one.job) OR EXISTS (SELECT 1 FROM instance WHERE job = one.job)
          AS described
      FROM registration AS one WHERE job > ? ORDER BY job LIMIT ?`,
  );
  const instancesOf = db.sql('SELECT grp AS "group", idx AS "index" FROM instance WHERE job = ? LIMIT ?');

  type Named = Seen & { readonly there: number; readonly used: number; readonly described: number };
  return {
    jobs: (after) => {
      const seen = rows<Seen & { readonly health: number }>(jobs, after, pieceRows);
      const dead = seen.filter(({ health }) => deadHealths.includes(health));
      return { seen, found: { jobs: dead.map(({ key }) => key) } };
    },
    allocations: (after) => {
      const seen = rows<Seen & { readonly live: number }>(allocations, after, pieceRows);
      return { seen, found: { allocations: seen.flatMap(({ key, live }) => (live === 0 ? [key] : [])) } };
    },
    evaluations: (after) => {
      const seen = rows<Seen & Pick<Evaluation, "status"> & { readonly used: number }>(evaluations, after, pieceRows);
      const found = seen.filter(({ status, used }) => !open.has(status) && used === 0);
      return { seen, found: { evaluations: found.map(({ key }) => key) } };
    },
    deployments: (after) => {
      const seen = rows<Seen & Pick<Deployment, "status"> & { readonly used: number }>(deployments, after, pieceRows);
      const found = seen.filter((one) => !isActive(one) && one.used === 0);
      return { seen, found: { deployments: found.map(({ key }) => key) } };
    },
    // Whether it has expired is the state's to say.
    plans: (after) => {
      const seen = rows<Seen>(plans, after, pieceRows);
      return { seen, found: { plans: seen.map(({ key }) => key) } };
    },
    versions: (after) => {
      type Versions = Seen & { readonly newest: number; readonly n: number; readonly there: number };
      const seen: Versions[] = [];
      const found: { job: number; version: number }[] = [];
      for (const one of rows<Versions>(versionCounts, after, pieceRows)) {
        if (found.length >= pieceRows) break;
        seen.push(one);
        // The newest one is in force.
        if (one.there === 1 && one.n === 1) continue;
        for (const { version } of rows<{ version: number }>(versionsOf, one.key, pieceRows))
          if (one.there === 0 || version < one.newest) found.push({ job: one.key, version });
      }
      return { seen, found: { versions: found } };
    },
    instances: (after) => {
      const seen: Named[] = [];
      const found: { job: number; group: string; index: number }[] = [];
      for (const one of rows<Named>(names, after, pieceRows)) {
        if (found.length >= pieceRows) break;
        seen.push(one);
        if (one.there === 1 || one.used === 1) continue;
        for (const { group, index } of rows<{ group: string; index: number }>(instancesOf, one.key, pieceRows))
          found.push({ job: one.key, group, index });
      }
      return { seen, found: { instances: found } };
    },
    names: (after) => {
      const seen = rows<Named>(names, after, pieceRows);
      const found = seen.filter(({ there, used, described }) => there + used + described === 0);
      return { seen, found: { names: found.map(({ key }) => key) } };
    },
  };
};

export const garbageReader = (db: Db): GarbageReader => {
  const walk = walks(db);
  const piece = ({ kind, after }: GarbageCursor): GarbagePiece => {
    const { seen, found } = walk[kind](after);
    const last = seen.at(-1);
    const following = kinds[kinds.indexOf(kind) + 1];
    const start = following === undefined ? null : { kind: following, after: 0 };
    return { candidates: { ...noGarbage, ...found }, next: last === undefined ? start : { kind, after: last.key } };
  };
  return {
    garbage: (from) => {
      let at: GarbageCursor = from ?? { kind: kinds[0], after: 0 };
      for (;;) {
        const found = piece(at);
        // An empty kind is no reason to come back.
        if (found.next === null || found.next.kind === at.kind || garbageSize(found.candidates) > 0) return found;
        at = found.next;
      }
    },
  };
};
