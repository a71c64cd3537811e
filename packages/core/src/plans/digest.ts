import { jsonText } from "../equal.ts";
import type { Plan, PlannedInstance, PlannedPreemption } from "../model/plan.ts";
import { hashText } from "../uuid.ts";

const place = (at: { readonly node: string; readonly version: number } | null): string =>
  at === null ? "-" : `${at.node}@${String(at.version)}`;

/** What a plan does with one instance, in one line: the verb, the nodes and the versions. */
export const effectText = ({ verb, from, to, isLater, isCanary }: PlannedInstance): string =>
  `${verb}${isLater ? " later" : ""}${isCanary ? " beside" : ""} ${place(from)} ${place(to)}`;

export const preemptionText = ({ namespace, jobId, group, index, node }: PlannedPreemption): string =>
  jsonText([namespace, jobId, group, index, node]);

/** Group names come first and may hold anything: JSON keeps them apart. */
const lineOf = (instance: PlannedInstance): string =>
  `${JSON.stringify(instance.group)}[${String(instance.index)}] ${effectText(instance)}`;

/**
 * [Y2] What a plan would do, as sixteen digits: instance by instance, what it pushes out, and what it changes in the definition. Two plans
 * with the same digest do the same. Indexes, times, reasons and scores are not in it. Not a secret.
 */
export const planDigest = (plan: Plan): string => {
  const pushedOut = plan.preemptions.map(preemptionText);
  return hashText(
    [
      jsonText([plan.namespace, plan.id, plan.diff]),
      ...plan.instances.map(lineOf).toSorted(),
      "pushes out",
      ...pushedOut.toSorted(),
    ].join("\n"),
  );
};
