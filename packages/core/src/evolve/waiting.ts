import type { Evaluation } from "../model/evaluation.ts";
import type { JobKey } from "../model/ids.ts";
import type { JobSpec } from "../model/job-spec.ts";
import { wantedRoom } from "../schedule/wanted-room.ts";
import type { State } from "../state.ts";
import { rowsOf } from "../table.ts";

/** Who waits for what follows from the blocked evaluations and their jobs' specifications; of a purged job nobody waits. */
const wantedBy = (evaluation: Evaluation, spec: JobSpec | undefined): Iterable<string> =>
  evaluation.status !== "blocked" || spec === undefined ? [] : wantedRoom(evaluation, spec).keys();

export const addWaiting = ({ waiting }: State, evaluation: Evaluation, spec: JobSpec | undefined): void => {
  for (const wanted of wantedBy(evaluation, spec)) waiting.add(wanted, evaluation.key);
};

export const removeWaiting = ({ waiting }: State, evaluation: Evaluation, spec: JobSpec | undefined): void => {
  for (const wanted of wantedBy(evaluation, spec)) waiting.remove(wanted, evaluation.key);
};

/** A job's specification is another one from now on, or gone. */
export const moveWaiting = (
  state: State,
  job: JobKey,
  { from, to }: { readonly from: JobSpec; readonly to: JobSpec | undefined },
): void => {
  for (const evaluation of rowsOf(state.openOfJob, job, state.evaluations)) {
    removeWaiting(state, evaluation, from);
    addWaiting(state, evaluation, to);
  }
};
