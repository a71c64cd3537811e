import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { PlanBody, PlannedInstance } from "@longshore/core/model";
import type { PlanHead } from "@longshore/core/reader";
import { type Db, first, rows } from "./sqlite.ts";

/** Instances that lie together: a page of a list reads one or two parts. */
const instancesPerPart = 500;

/** Level 1 takes some 2 ms for a part of 200 kB and leaves a tenth of it. */
const pack = (value: unknown): Buffer => deflateRawSync(JSON.stringify(value), { level: 1 });
const unpack = (body: Uint8Array): unknown => JSON.parse(inflateRawSync(body).toString("utf8"));

/** [Y11] Writes what a plan would do: once, and never again. */
export const planBodyWriter = (db: Db) => {
  const add = db.sql("INSERT INTO plan_body VALUES (?, ?, ?)");
  return ({ key, plan, nodes }: PlanBody): void => {
    const { instances, ...summary } = plan;
    const head: PlanHead = { plan: summary, nodes, instances: instances.length };
    add.run(key, 0, pack(head));
    for (let part = 0; part * instancesPerPart < instances.length; part++) {
      const from = part * instancesPerPart;
      add.run(key, part + 1, pack(instances.slice(from, from + instancesPerPart)));
    }
  };
};

export const planBodyReader = (db: Db) => {
  const head = db.sql("SELECT body FROM plan_body WHERE plan = ? AND part = 0");
  const parts = db.sql("SELECT body FROM plan_body WHERE plan = ? AND part BETWEEN ? AND ? ORDER BY part");
  return {
    planHead: (key: number): PlanHead | undefined => {
      const row = first<{ body: Uint8Array }>(head, key);
      return row && (unpack(row.body) as PlanHead);
    },
    plannedInstances: (key: number, from: number, limit: number): readonly PlannedInstance[] => {
      if (limit <= 0) return [];
      const firstPart = Math.floor(from / instancesPerPart);
      const lastPart = Math.floor((from + limit - 1) / instancesPerPart);
      const found = rows<{ body: Uint8Array }>(parts, key, firstPart + 1, lastPart + 1);
      const together = found.flatMap(({ body }) => unpack(body) as readonly PlannedInstance[]);
      const start = from - firstPart * instancesPerPart;
      return together.slice(start, start + limit);
    },
  };
};
