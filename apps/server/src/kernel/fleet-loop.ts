import { createDueQueue } from "@longshore/core/due-queue";
import type { Node } from "@longshore/core/model";
import type { EngineClock } from "@longshore/engines/engine-clock";
import { nodesOf, nodeStateAt, SIMULATED, type FleetNode } from "@longshore/engines/mock/fleet";
import type { FleetSettings } from "@longshore/engines/mock/fleet-settings";
import type { MockEngine } from "@longshore/engines/mock/mock-engine";
import type { Kernel } from "./kernel.ts";

type Options = {
  readonly settings: FleetSettings;
  readonly clock: EngineClock;
  readonly log: (message: string) => void;
};

type Sight = Pick<MockEngine, "loseSight" | "restoreSight">;

/** A step of the wall clock is noticed within this time, in milliseconds. */
const longestWaitMs = 60_000;
const retryMs = 1000;

const offText = "Simulated: it is off";
const goneText = "It no longer belongs to the simulated fleet";

const simulatedNodes = (kernel: Kernel): ReadonlyMap<string, Node> =>
  new Map(
    [...kernel.view().nodes.entries()]
      .map(([, node]) => node)
      .filter(({ engine }) => engine === SIMULATED)
      .map((node) => [node.id, node]),
  );

/**
 * Registers what is new or has changed, reports what went and came back while no server ran. All in one turn, so that a fleet of any
 * size is a commit or two.
 */
const registerFleet = async (
  kernel: Kernel,
  fleet: readonly FleetNode[],
  isUp: (id: string) => boolean,
): Promise<void> => {
  const known = simulatedNodes(kernel);
  const report = (node: number, status: "ready" | "down", description: string) =>
    kernel.submit({ type: "reportNode", node, status, description });
  const register = (node: FleetNode) => {
    const before = known.get(node.id);
    const registered = { type: "registerNode", engine: SIMULATED, ...node } as const;
    if (before === undefined || before.status === "ready") return [kernel.submit(registered)];
    return isUp(node.id) ? [report(before.key, "ready", ""), kernel.submit(registered)] : [];
  };
  const configured = new Set(fleet.map(({ id }) => id));
  const gone = [...known.values()].filter(({ id, status }) => status === "ready" && !configured.has(id));
  await Promise.all([...gone.map(({ key }) => report(key, "down", goneText)), ...fleet.flatMap(register)]);
  const now = simulatedNodes(kernel);
  const off = fleet
    .flatMap(({ id }) => (isUp(id) ? [] : (now.get(id) ?? [])))
    .filter(({ status }) => status === "ready");
  await Promise.all(off.map(({ key }) => report(key, "down", offText)));
};

const allocationsOn = (kernel: Kernel, node: number): readonly string[] => {
  const view = kernel.view();
  return [...(view.liveOfNode.get(node) ?? [])].flatMap((key) => view.allocations.get(key)?.id ?? []);
};

export type Fleet = {
  /** To be called when the engine has taken up what runs: nothing is seen of what runs on nodes that are off. */
  readonly darken: () => void;
  /** Makes the nodes what they ought to be now; from then on they go down and come back. */
  readonly start: () => Promise<{ readonly stop: () => void }>;
};

/** The allocations that ran on the nodes that are off when they went. */
const createDarkness = (kernel: Kernel, sight: Sight) => {
  const unseen = new Map<number, readonly string[]>();
  return {
    fall: (node: number): void => {
      if (unseen.has(node)) return;
      const gone = allocationsOn(kernel, node);
      unseen.set(node, gone);
      for (const allocation of gone) sight.loseSight(allocation);
    },
    lift: (node: number): void => {
      for (const allocation of unseen.get(node) ?? []) sight.restoreSight(allocation);
      unseen.delete(node);
    },
  };
};

/** The simulated nodes, which go down and come back as their seed has it. */
export const createFleet = (kernel: Kernel, sight: Sight, { settings, clock, log }: Options): Fleet => {
  const fleet = nodesOf(settings);
  const isUp = (id: string): boolean => nodeStateAt(settings, id, clock.now()).isUp;
  const darkness = createDarkness(kernel, sight);
  const changes = createDueQueue<string>();
  let keys: ReadonlyMap<string, Node> = new Map();
  let callOff: (() => void) | undefined;
  let isStopped = false;

  const follow = (id: string): void => {
    const { until } = nodeStateAt(settings, id, clock.now());
    changes.set(id, Number.isFinite(until) ? until : null);
  };

  const change = (id: string): void => {
    const node = keys.get(id)?.key;
    if (node === undefined) return;
    const [status, description] = isUp(id) ? (["ready", ""] as const) : (["down", offText] as const);
    // Before the report: after it, what ran there is no longer live.
    if (status === "ready") darkness.lift(node);
    else darkness.fall(node);
    follow(id);
    kernel.submit({ type: "reportNode", node, status, description }).catch((fault: unknown) => {
      log(`A simulated node's change is told again: ${String(fault)}`);
      changes.set(id, clock.now() + retryMs);
      arm();
    });
  };

  const arm = (): void => {
    callOff?.();
    const at = changes.firstAt();
    callOff = isStopped || at === null ? undefined : clock.wake(Math.min(at, clock.now() + longestWaitMs), tick);
  };
  const tick = (): void => {
    for (let id = changes.take(clock.now()); id !== undefined; id = changes.take(clock.now())) change(id);
    arm();
  };

  return {
    darken: () => {
      for (const { id, key, status } of simulatedNodes(kernel).values())
        if (status !== "ready" || !isUp(id)) darkness.fall(key);
    },
    start: async () => {
      await registerFleet(kernel, fleet, isUp);
      keys = simulatedNodes(kernel);
      for (const { key, status } of keys.values()) if (status === "ready") darkness.lift(key);
      for (const { id } of fleet) follow(id);
      arm();
      return {
        stop: () => {
          isStopped = true;
          callOff?.();
        },
      };
    },
  };
};
