import type { Effect } from "@longshore/core/effect";
import type { Entry } from "@longshore/core/event";
import type { PlanBody } from "@longshore/core/model";
import { nothingTouched, type Touched } from "@longshore/core/touched";
import type { AuditRow } from "@longshore/store/batch";

/** What has been decided and applied in memory since the last commit. */
export type Batch = {
  readonly entries: Entry[];
  readonly touched: Touched;
  readonly effects: Effect[];
  readonly settled: string[];
  readonly audit: AuditRow[];
  readonly planBodies: PlanBody[];
  /** Called once, after the commit or its failure. */
  readonly waiting: { readonly resolve: () => void; readonly reject: (fault: unknown) => void }[];
};

export const emptyBatch = (): Batch => ({
  entries: [],
  touched: nothingTouched(),
  effects: [],
  settled: [],
  audit: [],
  planBodies: [],
  waiting: [],
});

export const isEmptyBatch = (batch: Batch): boolean =>
  batch.entries.length === 0 && batch.settled.length === 0 && batch.waiting.length === 0;
