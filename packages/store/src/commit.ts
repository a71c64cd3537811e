import { invariant } from "@longshore/core/invariant";
import type { AuditRow, CommitBatch } from "./batch.ts";
import { planBodyWriter } from "./plan-body.ts";
import { type Db, first } from "./sqlite.ts";
import { rowWriters, writeTouched } from "./write-rows.ts";

export const auditWriter = (db: Db) => {
  const add = db.sql(
    `INSERT INTO audit (idx, at, who, address, door, action, object, namespace, request_id, plan, job)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (row: AuditRow): void =>
    void add.run(
      row.index,
      row.at,
      row.who,
      row.address,
      row.door,
      row.action,
      row.object,
      row.namespace,
      row.requestId,
      row.plan,
      row.job ?? null,
    );
};

const effectWriter = (db: Db) => {
  const add = db.sql("INSERT INTO effect (key, type, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  const settle = db.sql("DELETE FROM effect WHERE key = ?");
  return (effects: CommitBatch["effects"]): void => {
    for (const effect of effects.add) add.run(effect.key, effect.type, JSON.stringify(effect));
    for (const key of effects.settle) settle.run(key);
  };
};

/**
 * Makes a batch durable in one transaction: journal, read models, effects and audit, or none of them. Returns when the log
 * is on disk.
 */
export const committer = (db: Db): ((batch: CommitBatch) => void) => {
  const append = db.sql("INSERT INTO journal VALUES (?, ?, ?)");
  const lastIndex = db.sql("SELECT idx FROM meta");
  const advance = db.sql("UPDATE meta SET idx = ?, next = ?, indexes = ?, settings = ?");
  const write = rowWriters(db);
  const writeEffects = effectWriter(db);
  const writeAudit = auditWriter(db);
  const writePlanBody = planBodyWriter(db);
  return (batch) =>
    db.transaction("Cannot commit", () => {
      let index = first<{ idx: number }>(lastIndex)?.idx ?? 0;
      for (const entry of batch.entries) {
        index++;
        invariant(entry.index === index, `journal entry ${String(entry.index)} where ${String(index)} is due`);
        append.run(index, entry.at, JSON.stringify(entry.events));
      }
      writeTouched(write, batch.touched);
      writeEffects(batch.effects);
      for (const body of batch.planBodies ?? []) writePlanBody(body);
      for (const row of batch.audit) writeAudit(row);
      advance.run(index, JSON.stringify(batch.next), JSON.stringify(batch.indexes), JSON.stringify(batch.settings));
    });
};
