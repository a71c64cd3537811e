import type { PlannedInstance } from "@longshore/api/plans";
import { capital } from "../../lib/capital.ts";
import { headlineVerbs } from "./plan-words.ts";
import type { Verb } from "../../ui/VerbShape.tsx";

/** Instances of a group that have the same thing happen to them for the same reason. */
export type PlanRun = {
  readonly verb: Verb;
  readonly reason: string;
  readonly instances: readonly PlannedInstance[];
};

/** `0–6, 9, 12–14`. */
export const indexText = (indexes: readonly number[]): string => {
  const sorted = indexes.toSorted((a, b) => a - b);
  const parts: string[] = [];
  let at = 0;
  while (at < sorted.length) {
    const first = sorted[at] ?? 0;
    let last = first;
    while (sorted[at + 1] === last + 1) {
      last++;
      at++;
    }
    parts.push(first === last ? String(first) : `${String(first)}–${String(last)}`);
    at++;
  }
  return parts.join(", ");
};

/** A reason without the node that it names, so that what is true of many nodes is said once: `The node qualifies`. */
const reasonOfAny = (reason: string, nodeName: string): string => {
  const words = reason.split(" ").map((word) => {
    const bare = word.replace(/[,:]$/, "");
    return bare === nodeName ? `the node${word.slice(bare.length)}` : word;
  });
  return capital(words.join(" "));
};

/**
 * A group's instances gathered by verb and reason, the destructive first: the board for those who read it as a list.
 * `nodeName`: for jobs that run once on every node, whose reasons name it.
 */
export const planRuns = (
  instances: readonly PlannedInstance[],
  nodeName?: (instance: PlannedInstance) => string,
): readonly PlanRun[] => {
  const runs = new Map<string, PlannedInstance[]>();
  const reasonOf = (instance: PlannedInstance): string =>
    nodeName === undefined ? instance.reason : reasonOfAny(instance.reason, nodeName(instance));
  for (const instance of instances) {
    const key = `${instance.verb}\0${reasonOf(instance)}`;
    const run = runs.get(key);
    if (run === undefined) runs.set(key, [instance]);
    else run.push(instance);
  }
  return [...runs.values()]
    .flatMap((list) => {
      const [first] = list;
      return first === undefined ? [] : [{ verb: first.verb, reason: reasonOf(first), instances: list }];
    })
    .toSorted((a, b) => headlineVerbs.indexOf(a.verb) - headlineVerbs.indexOf(b.verb));
};

/** The instances of each group, in the plan's order of groups. */
export const instancesByGroup = (
  groups: readonly { readonly name: string }[],
  instances: readonly PlannedInstance[],
): ReadonlyMap<string, readonly PlannedInstance[]> => {
  const map = new Map<string, PlannedInstance[]>(groups.map((group) => [group.name, []]));
  for (const instance of instances) {
    const list = map.get(instance.group);
    if (list === undefined) map.set(instance.group, [instance]);
    else list.push(instance);
  }
  return map;
};

export const instanceKey = (instance: Pick<PlannedInstance, "group" | "index" | "verb">): string =>
  `${instance.group}[${String(instance.index)}]${instance.verb === "stop" ? "-" : ""}`;
