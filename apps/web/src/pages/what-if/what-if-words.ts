import type { WhatIfReply } from "@longshore/api/what-if";
import { plural } from "../../lib/plural.ts";

type Counts = WhatIfReply["counts"];

const parts = (counts: Counts): readonly string[] => [
  ...(counts.waits > 0 ? [`${plural(counts.waits, "instance")} would run nowhere`] : []),
  ...(counts.stops > 0 ? [`${plural(counts.stops, "instance")} would stop`] : []),
  ...(counts.preempted > 0
    ? [`${plural(counts.preempted, "instance")} of less important jobs would be pushed out`]
    : []),
  ...(counts.moves > 0 ? [`${plural(counts.moves, "instance")} would move`] : []),
  ...(counts.starts > 0 ? [`${plural(counts.starts, "instance")} would start`] : []),
];

/** All of it in one sentence, what hurts most first. */
export const whatIfSentence = ({ counts, isWhole }: Pick<WhatIfReply, "counts" | "isWhole">): string => {
  const told = parts(counts);
  const text = told.length === 0 ? "Nothing would change." : `${told.join(", ")}.`;
  return isWhole ? text : `${text} It had not come to rest when the looking ended: more may follow.`;
};

type Instance = WhatIfReply["jobs"][number]["instances"][number];

/** Those of a job with the same outcome, the ones that hurt most first. */
export const outcomesOf = (
  instances: readonly Instance[],
): readonly { readonly outcome: Instance["outcome"]; readonly instances: readonly Instance[] }[] =>
  outcomeOrder
    .map((outcome) => ({ outcome, instances: instances.filter((one) => one.outcome === outcome) }))
    .filter((each) => each.instances.length > 0);

const outcomeOrder: readonly Instance["outcome"][] = ["waits", "stops", "moves", "starts"];

/** What becomes of an instance, with the shape of the status that it would have. */
export const outcomeWords: { readonly [outcome in Instance["outcome"]]: { word: string; shape: string } } = {
  waits: { word: "would run nowhere", shape: "queued" },
  stops: { word: "would stop", shape: "stopped" },
  moves: { word: "would move", shape: "starting" },
  starts: { word: "would start", shape: "running" },
};
