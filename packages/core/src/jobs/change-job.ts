import type { JobChange } from "../command.ts";
import type { Decided } from "../decision.ts";
import { restartJob } from "../rollouts/restart-job.ts";
import type { StateView } from "../state.ts";
import { registerJob } from "./register-job.ts";
import { revertJob, scaleJob } from "./scale-job.ts";
import { purgeJob, startJob, stopJob } from "./stop-job.ts";

/** What a change of a job leads to, whatever its namespace's rules say: those are for `decide`. */
export const changeJob = (view: StateView, change: JobChange): Decided => {
  switch (change.type) {
    case "registerJob":
      return registerJob(view, change);
    case "stopJob":
      return stopJob(view, change);
    case "startJob":
      return startJob(view, change);
    case "restartJob":
      return restartJob(view, change);
    case "purgeJob":
      return purgeJob(view, change);
    case "scaleJob":
      return scaleJob(view, change);
    case "revertJob":
      return revertJob(view, change);
  }
};
