import type { DeploymentGroup, DeploymentItem, DeploymentPolicy, RolloutCounts } from "@longshore/api/deployments";
import type { RolloutVerb } from "../../api/rollout-requests.ts";
import { plural } from "../../lib/plural.ts";

type Told = Pick<DeploymentItem, "kind" | "version" | "from" | "instances">;

const rangeText = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === to ? String(from) : `${String(from)}–${String(to)}`;

/** `Rollout of v3`, `Restart of instances 0–4, 7`. */
export const rolloutTitle = ({ kind, version, instances }: Told): string => {
  if (kind === "update") return `Rollout of v${String(version)}`;
  if (instances === null) return "Restart of all instances";
  const [first] = instances;
  const isOne = instances.length === 1 && first?.from === first?.to;
  return `Restart of ${isOne ? "instance" : "instances"} ${instances.map(rangeText).join(", ")}`;
};

/** The word of a status, and the status whose shape it has. */
export const statusOf = ({
  status,
  awaitsPromotion,
}: Pick<DeploymentItem, "status" | "awaitsPromotion">): { readonly word: string; readonly shape: string } => {
  switch (status) {
    case "running":
      return awaitsPromotion
        ? { word: "waiting for promotion", shape: "queued" }
        : { word: "running", shape: "running" };
    case "paused":
      return { word: "paused", shape: "queued" };
    case "successful":
      return { word: "successful", shape: "succeeded" };
    case "failed":
      return { word: "failed", shape: "failed" };
    case "cancelled":
      return { word: "cancelled", shape: "stopped" };
  }
};

export const barStates = ["healthy", "canary", "moving", "unhealthy", "waiting"] as const;
export type BarState = (typeof barStates)[number];
export type BarCounts = { readonly [state in BarState]: number };

/** The status whose shape stands for it. */
export const barShapes: { readonly [state in BarState]: string } = {
  healthy: "succeeded",
  canary: "running",
  moving: "starting",
  unhealthy: "failed",
  waiting: "queued",
};

const words: { readonly [state in BarState]: (count: number) => string } = {
  healthy: () => "healthy",
  canary: (count) => (count === 1 ? "canary" : "canaries"),
  moving: () => "moving",
  unhealthy: () => "unhealthy",
  waiting: () => "waiting",
};

export const barWord = (state: BarState, count: number): string => words[state](count);

/** Instances by state; canaries stand apart until they are promoted. */
export const barCounts = ({
  counts,
  canaries,
  awaitsPromotion,
}: {
  readonly counts: RolloutCounts;
  readonly canaries: RolloutCounts;
  readonly awaitsPromotion: boolean;
}): BarCounts => {
  const apart = awaitsPromotion ? canaries : { healthy: 0, moving: 0 };
  return {
    healthy: counts.healthy - apart.healthy,
    canary: apart.healthy + apart.moving,
    moving: counts.moving - apart.moving,
    unhealthy: counts.unhealthy,
    waiting: counts.waiting,
  };
};

export const barText = (counts: BarCounts): string =>
  barStates
    .filter((state) => counts[state] > 0)
    .map((state) => `${String(counts[state])} ${barWord(state, counts[state])}`)
    .join(", ");

const healthText = ({ minHealthyTime, healthCheck }: DeploymentPolicy): string =>
  `An instance counts as healthy once it is up for ${minHealthyTime}${healthCheck === "checks" ? " with its checks passing" : ""}`;

const failureText = ({ progressDeadline, toleratedFailures, autoRevert }: DeploymentPolicy): string => {
  const fails =
    toleratedFailures === null
      ? progressDeadline === null
        ? "The first unhealthy one fails it"
        : `It fails when nothing more becomes healthy for ${progressDeadline}`
      : toleratedFailures === 0
        ? "Any number may stay unhealthy"
        : `It fails at ${plural(toleratedFailures, "unhealthy instance")}`;
  return `${fails}${autoRevert ? ", and the job goes back to its stable version" : ""}`;
};

/** How a group is rolled out, in sentences. */
export const policyText = ({ policy, desiredCanaries }: Pick<DeploymentGroup, "policy" | "desiredCanaries">): string =>
  [
    policy.maxParallel === 0 ? "All at once" : `${plural(policy.maxParallel, "instance")} at a time`,
    healthText(policy),
    `It counts as unhealthy after ${policy.healthyDeadline} without that`,
    failureText(policy),
    ...(desiredCanaries === 0
      ? []
      : [
          `${plural(desiredCanaries, "canary", "canaries")} first, promoted ${policy.autoPromote ? "by themselves" : "by somebody"}`,
        ]),
  ]
    .map((sentence) => `${sentence}.`)
    .join(" ");

/** What was asked for and does not show yet. */
export const askedWords: { readonly [verb in RolloutVerb]: string } = {
  pause: "Pausing",
  resume: "Resuming",
  promote: "Promoting",
  fail: "Failing",
  abort: "Aborting",
};
