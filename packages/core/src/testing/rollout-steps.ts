import fc, { type Arbitrary } from "fast-check";
import type { Command } from "../command.ts";
import { deploymentDueAt } from "../due.ts";
import type { RolloutOptions } from "../model/deployment.ts";
import type { Update } from "../model/job-spec.ts";
import { origin, type TestServer } from "./test-server.ts";

type Seen = Pick<TestServer, "state" | "now">;

/** How a service is changed, from all at once to canaries that fail and go back. */
export const updates = (): Arbitrary<Partial<Update>> => {
  const quick = { minHealthyTimeMs: 1000, healthyDeadlineMs: 8000, progressDeadlineMs: 20_000 };
  return fc.constantFrom<Partial<Update>[]>(
    { maxParallel: 0 },
    { ...quick },
    { ...quick, maxParallel: 2, autoRevert: true },
    { ...quick, progressDeadlineMs: 0 },
    { ...quick, maxParallel: 2, canary: 1 },
    { ...quick, canary: 2, autoPromote: true, autoRevert: true },
    { ...quick, healthCheck: "task_states", canary: 1, autoRevert: true },
  );
};

/** What somebody asks of a rollout, or what comes due of one; numbers choose among what there is when the step is taken. */
export type RolloutStep = {
  readonly type: "rollout";
  readonly what: "pause" | "resume" | "promote" | "fail" | "abort" | "due" | "restart";
  readonly pick: number;
  readonly options: RolloutOptions;
};

export const rolloutStep = (): Arbitrary<RolloutStep> =>
  fc.record({
    type: fc.constant("rollout" as const),
    what: fc.constantFrom("pause", "resume", "resume", "promote", "promote", "fail", "abort", "due", "due", "restart"),
    pick: fc.nat({ max: 20 }),
    options: fc.constantFrom<RolloutOptions[]>(
      {},
      { startPaused: true },
      { toleratedFailures: 1, instanceRetries: 1 },
      { toleratedFailures: 0, maxParallel: 2 },
    ),
  });

const sortedKeys = <V>(entries: Iterable<readonly [number, V]>): readonly number[] =>
  [...entries].map(([key]) => key).toSorted((a, b) => a - b);

const restartOf = ({ state }: Seen, { pick, options }: RolloutStep): Command | undefined => {
  const keys = sortedKeys(state.jobs.entries());
  const job = state.jobs.get(keys[pick % Math.max(1, keys.length)] ?? 0);
  if (job === undefined) return undefined;
  const instances = pick % 3 === 0 ? null : [{ from: pick % 3, to: pick % 5 }];
  return {
    type: "restartJob",
    namespace: job.spec.namespace,
    id: job.spec.id,
    instances,
    origin,
    ...(pick % 2 === 0 ? { rollout: options } : {}),
  };
};

/** The command that a step amounts to here; undefined when there is nothing to do it to. */
export const rolloutCommandOf = (server: Seen, step: RolloutStep): Command | undefined => {
  if (step.what === "restart") return restartOf(server, step);
  const { state, now } = server;
  const active = sortedKeys(state.activeDeployments.entries());
  if (step.what === "due") {
    const due = active.filter((key) => {
      const deployment = state.deployments.get(key);
      const at = deployment === undefined ? null : deploymentDueAt(deployment);
      return at !== null && at <= now;
    });
    const deployment = due[step.pick % Math.max(1, due.length)];
    return deployment === undefined ? undefined : { type: "deploymentDue", deployment };
  }
  const deployment = active[step.pick % Math.max(1, active.length)];
  if (deployment === undefined) return undefined;
  const of = { deployment, origin };
  switch (step.what) {
    case "pause":
      return { type: "pauseDeployment", pause: true, ...of };
    case "resume":
      return { type: "pauseDeployment", pause: false, ...of };
    case "promote":
      return { type: "promoteDeployment", groups: null, ...of };
    case "fail":
      return { type: "failDeployment", ...of };
    case "abort":
      return { type: "abortDeployment", ...of };
  }
};
