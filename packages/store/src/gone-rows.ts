import type { Gone } from "@longshore/core/model";
import type { Db } from "./sqlite.ts";

type Writers = { readonly [K in Gone["kind"]]: (key: Extract<Gone, { readonly kind: K }>["key"]) => void };

const allocationGone = (db: Db): Writers["allocations"] => {
  const row = db.sql("DELETE FROM allocation WHERE key = ?");
  const placement = db.sql("DELETE FROM placement WHERE allocation = ?");
  return (key) => {
    row.run(key);
    placement.run(key);
  };
};

/** Deletes the rows of what was forgotten; what is counted from them the database keeps up by itself. */
export const goneWriter = (db: Db): ((gone: Gone) => void) => {
  const [evaluation, deployment] = [
    db.sql("DELETE FROM evaluation WHERE key = ?"),
    db.sql("DELETE FROM deployment WHERE key = ?"),
  ];
  const [plan, planBody] = [db.sql("DELETE FROM plan WHERE key = ?"), db.sql("DELETE FROM plan_body WHERE plan = ?")];
  const version = db.sql("DELETE FROM job_version WHERE job = ? AND version = ?");
  const instance = db.sql("DELETE FROM instance WHERE job = ? AND grp = ? AND idx = ?");
  const name = db.sql("DELETE FROM registration WHERE job = ?");
  const counts = db.sql("DELETE FROM allocation_count WHERE job = ?");
  const writers: Writers = {
    // A job's own row goes as that of a purged one does.
    jobs: () => undefined,
    allocations: allocationGone(db),
    evaluations: (key) => void evaluation.run(key),
    deployments: (key) => void deployment.run(key),
    plans: (key) => {
      plan.run(key);
      planBody.run(key);
    },
    versions: (key) => void version.run(key.job, key.version),
    instances: (key) => void instance.run(key.job, key.group, key.index),
    names: (key) => {
      name.run(key);
      counts.run(key);
    },
  };
  return (gone) => (writers[gone.kind] as (key: Gone["key"]) => void)(gone.key);
};
