import type { JobType } from "./job-spec.ts";
import type { PlacementMetrics } from "./placement.ts";

/** Something that might happen. */
export type WhatIfQuestion =
  /** Everything has to leave the node, its drain's deadline having come. */
  | { readonly type: "drain"; readonly node: string; readonly ignoreSystemJobs: boolean }
  | { readonly type: "lose"; readonly node: string }
  | {
      readonly type: "count";
      readonly namespace: string;
      readonly id: string;
      readonly group: string;
      readonly count: number;
    };

/** What becomes of an instance. `waits`: it is wanted and runs nowhere. */
export const whatIfOutcomes = ["moves", "starts", "stops", "waits"] as const;
export type WhatIfOutcome = (typeof whatIfOutcomes)[number];

export type WhatIfInstance = {
  readonly group: string;
  readonly index: number;
  readonly outcome: WhatIfOutcome;
  /** The node it runs on now, and the one it will. */
  readonly from: string | null;
  readonly to: string | null;
  readonly allocation: string | null;
  /** The more important job that needs its room. */
  readonly preemptedBy: { readonly namespace: string; readonly id: string } | null;
  readonly why: string;
};

export type WhatIfJob = {
  readonly namespace: string;
  readonly id: string;
  readonly type: JobType;
  readonly priority: number;
  /** In the order of group and number. */
  readonly instances: readonly WhatIfInstance[];
  /** Why instances of a group fit nowhere. */
  readonly failures: { readonly [group: string]: PlacementMetrics };
};

/** What would come of it, once all that has to stop has stopped; nothing of it is so. */
export type WhatIf = {
  /** The state it was asked of. */
  readonly index: number;
  readonly counts: { readonly [outcome in WhatIfOutcome]: number } & { readonly preempted: number };
  /** In the order in which they were made. */
  readonly jobs: readonly WhatIfJob[];
  /** False: it had not come to rest when the looking ended, and more may follow. */
  readonly isWhole: boolean;
};
