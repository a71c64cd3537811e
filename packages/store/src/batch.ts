import type { Effect } from "@longshore/core/effect";
import type { Entry } from "@longshore/core/event";
import type { PlanBody, Settings } from "@longshore/core/model";
import type { NextKeys, TableIndexes } from "@longshore/core/state";
import type { Touched } from "@longshore/core/touched";

/** One thing somebody did or tried. `index` is the journal's at that time; `object` names what it was done to. */
export type AuditRow = {
  readonly index: number;
  readonly at: number;
  readonly who: string;
  /** The address it came from; empty for what Longshore does by itself. */
  readonly address: string;
  readonly door: string;
  readonly action: string;
  readonly object: string;
  readonly namespace: string | null;
  readonly requestId: string | null;
  /** The id of the job that it was done to, whatever the object is called; in `namespace`. */
  readonly job?: string | null;
  /** UUID of the saved plan that it was done to, or came from. */
  readonly plan: string | null;
};

/** What becomes durable together: entries that follow the journal's last without a gap, and all that follows from them. */
export type CommitBatch = {
  readonly entries: readonly Entry[];
  readonly touched: Touched;
  /** `settle` names keys; an effect added and settled in one batch leaves nothing. */
  readonly effects: { readonly add: readonly Effect[]; readonly settle: readonly string[] };
  /** After the last entry. */
  readonly next: Readonly<NextKeys>;
  readonly indexes: Readonly<TableIndexes>;
  readonly settings: Settings;
  /** What plans that are saved by these entries would do. */
  readonly planBodies?: readonly PlanBody[];
  readonly audit: readonly AuditRow[];
};
