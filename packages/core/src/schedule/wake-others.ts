import { demandBeside, freeOn, holding } from "../capacity.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { NodeKey } from "../model/ids.ts";
import { findGroup } from "../model/job-spec.ts";
import { demandOf, minus, noCapacity, plus, type Capacity } from "../model/resources.ts";
import { drainEndedBy } from "../nodes/drain-node.ts";
import { specOfVersion } from "../state.ts";
import { endsWhenAsked } from "../tasks/life.ts";
import type { InstanceDecision } from "./decision.ts";
import { reservesOf } from "./finish-evaluation.ts";
import type { Reconciliation } from "./reconcile.ts";
import { predecessorAfterStop } from "./round.ts";
import type { Slice } from "./slice.ts";
import { awaitingRoomOn, givenUpBy, handedOn, merged, unblockedBy } from "./unblock.ts";

/** The nodes where what is stopping leaves its room to its successor after all. */
const inheritedOn = ({ decisions }: Reconciliation): readonly NodeKey[] =>
  decisions.flatMap(({ verb, current, node, isBeside }) => {
    const isSuccessor = (verb === "create" || verb === "replace") && !isBeside && node !== null;
    return isSuccessor && current !== null && isLive(current) && current.node === node ? [node] : [];
  });

/** What is left of a node when the slice is carried out, `ended` being what ends with it. */
const leftOn = (
  { view, evaluation }: Slice,
  node: NodeKey,
  by: { readonly placed: readonly InstanceDecision[]; readonly ended: readonly Allocation[] },
): Capacity => {
  const job = view.jobs.get(evaluation.job);
  const freed = by.ended.filter((one) => one.node === node).map((one) => holding(view, one));
  const taken = by.placed.flatMap(({ group: name, node: to, current, isBeside, under }) => {
    if (job === undefined || to !== node) return [];
    const spec = under === null ? job.spec : specOfVersion(view, job.key, under);
    const group = spec === undefined ? undefined : findGroup(spec, name);
    const predecessor = isBeside ? undefined : predecessorAfterStop(view, current);
    return group === undefined ? [] : [demandBeside(demandOf(group), predecessor, node)];
  });
  return minus(freed.reduce(plus, freeOn(view, node)), taken.reduce(plus, noCapacity));
};

/** [P50] What this evaluation leaves of the room that was offered to it. */
const leftOver = (slice: Slice, found: Reconciliation, ended: readonly Allocation[]) => {
  const { view, evaluation } = slice;
  if (evaluation.node === null || !found.isWhole) return [];
  const placed = found.decisions.filter(({ verb }) => verb === "create" || verb === "replace");
  return handedOn(view, evaluation, {
    free: leftOn(slice, evaluation.node, { placed, ended }),
    hasPlaced: placed.length > 0 || evaluation.written > 0,
  });
};

/** What the slice's stops free at once may be what other jobs wait for, or the last that a drain waited for. */
export const wakeOthers = (slice: Slice, found: Reconciliation): void => {
  const stopped = found.decisions.flatMap(({ verb, current, evicts }) =>
    (verb === "stop" || verb === "replace") && current !== null ? [current, ...evicts] : evicts,
  );
  const ended = stopped.filter(endsWhenAsked);
  const given = found.isWhole ? givenUpBy(slice.view, slice.evaluation.job, reservesOf(slice, found.decisions)) : [];
  const unblocked = [
    ...unblockedBy(slice.view, ended, slice.evaluation.job),
    ...awaitingRoomOn(slice.view, new Set(inheritedOn(found)), slice.evaluation.job),
    ...given,
    ...leftOver(slice, found, ended),
  ];
  slice.events.push(
    ...merged(unblocked),
    ...drainEndedBy(slice.view, ended, slice.nextEvaluation - slice.view.next.evaluation),
  );
};
