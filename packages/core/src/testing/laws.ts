import { predecessorOf, recountUsed, within } from "../capacity.ts";
import { sameJson } from "../equal.ts";
import { hasEnded, isLive, type Allocation } from "../model/allocation.ts";
import { isOpen } from "../model/evaluation.ts";
import { noInstances, type InstanceCounts, type Job } from "../model/job.ts";
import { findGroup, isTemplate, runsPerNode } from "../model/job-spec.ts";
import { noCapacity, plus, type Capacity } from "../model/resources.ts";
import { own } from "../own.ts";
import { changesSomething } from "../schedule/decision.ts";
import { reconcile } from "../schedule/reconcile.ts";
import { wantedRoom } from "../schedule/wanted-room.ts";
import { instanceKey, overlay, type State } from "../state.ts";
import { hasBegun } from "../tasks/life.ts";
import { mayStart } from "../tasks/start.ts";
import { canariesOf, rolloutsBroken } from "./rollout-laws.ts";
import { openRuns, type TestServer } from "./test-server.ts";

/** What the laws look at: a state, what was asked for, and what may have a process. */
export type Observed = Pick<TestServer, "state" | "asked" | "runs" | "unseen" | "now">;

/** What must hold after every step, counted from scratch. Empty: all of it does. */
export const lawsBroken = (server: Observed): readonly string[] => [
  ...capacityBroken(server),
  ...usedBroken(server.state),
  ...countsBroken(server.state),
  ...indexesBroken(server.state),
  ...byNodeBroken(server.state),
  ...perNodeBroken(server.state),
  ...waitingBroken(server.state),
  ...effectsBroken(server),
  ...instancesBroken(server),
  ...rolloutsBroken(server.state),
  ...startsBroken(server.state),
  ...goneNodesBroken(server.state),
];

/**
 * What must hold besides when no evaluation is pending: nothing that could be done is left undone. Pushing out what came meanwhile is not
 * among it: that is looked at when the job is.
 */
export const restBroken = ({ state, now }: Pick<Observed, "state" | "now">): readonly string[] => {
  const keys = new Set([
    ...[...state.jobs.entries()].map(([key]) => key),
    ...[...state.liveOfJob.entries()].map(([key]) => key),
  ]);
  return [...keys]
    .filter((key) => !isLookedAtAgain(state, key))
    .flatMap((key) =>
      reconcile(state, key, { now })
        .decisions.filter(changesSomething)
        .filter(({ current, evicts }) => !isFollowed(state, current) && evicts.length === 0)
        .map(
          ({ group, index, verb, reason }) =>
            `job ${String(key)} left undone: ${verb} ${group}[${String(index)}] (${reason})`,
        ),
    );
};

/** An evaluation that is not due yet will look at it. */
const isFollowed = (state: State, current: Allocation | null): boolean =>
  current !== null && current.followUp !== null && state.evaluations.get(current.followUp)?.status === "pending";

/** The look at it failed, and another one follows. */
export const isLookedAtAgain = (state: State, job: number): boolean =>
  [...(state.openOfJob.get(job) ?? [])].some((key) => state.evaluations.get(key)?.triggeredBy === "failed-follow-up");

const capacityBroken = (server: Observed): string[] => {
  const { state } = server;
  const running = new Set(openRuns(server).map(({ run }) => run.alloc));
  const real = new Map<number, Capacity>();
  for (const key of running) {
    const allocation = state.allocations.get(key);
    // Of a node that was out of sight what had been given up may still run.
    if (allocation !== undefined && (isLive(allocation) || !server.unseen.has(key)))
      real.set(allocation.node, plus(real.get(allocation.node) ?? noCapacity, allocation.demand));
  }
  return [...state.nodes.entries()].flatMap(([key, node]) => [
    ...(!within(real.get(key) ?? noCapacity, node.resources) ? [`node ${String(key)} runs more than it has`] : []),
    ...(!within(state.used.get(key) ?? noCapacity, node.resources)
      ? [`node ${String(key)} is promised more than it has`]
      : []),
  ]);
};

const usedBroken = (state: State): string[] => {
  const counted = overlay(state);
  recountUsed(counted);
  return [...state.nodes.entries()].flatMap(([key]) =>
    sameJson(state.used.get(key), counted.used.get(key))
      ? []
      : [
          `used of node ${String(key)}: ${JSON.stringify(state.used.get(key))} for ${JSON.stringify(counted.used.get(key))}`,
        ],
  );
};

const allOf = (state: State): readonly Allocation[] => [...state.allocations.entries()].map(([, one]) => one);

const recount = (state: State, job: Job, group: string): InstanceCounts => {
  const now = { ...noInstances };
  for (const one of allOf(state)) {
    if (one.job !== job.key || one.group !== group) continue;
    if (one.desired !== "run") now.stopping += isLive(one) ? 1 : 0;
    else if (state.instances.get(instanceKey(job.key, group, one.index))?.allocation === one.key)
      now[one.client === "pending" ? "starting" : one.client === "unknown" ? "lost" : one.client] += 1;
  }
  // How many nodes want one only the job's evaluations know.
  if (runsPerNode(job.spec.type)) return { ...now, queued: own(job.groups, group)?.now.queued ?? 0 };
  const wanted = job.stop || isTemplate(job.spec) ? 0 : (findGroup(job.spec, group)?.count ?? 0);
  const present = now.starting + now.running + now.complete + now.failed + now.lost;
  return { ...now, queued: Math.max(0, wanted - present) };
};

const countsBroken = (state: State): string[] =>
  [...state.jobs.entries()].flatMap(([key, job]) =>
    Object.entries(job.groups).flatMap(([group, counts]) => {
      const found = recount(state, job, group);
      const ended = allOf(state).filter((one) => one.job === key && one.group === group && hasEnded(one));
      const ever = { complete: 0, failed: 0, lost: 0 };
      const unseen = allOf(state).filter(
        (one) => one.job === key && one.group === group && one.client === "unknown" && one.desired === "run",
      ).length;
      for (const { client } of ended)
        if (client === "complete" || client === "failed" || client === "lost") ever[client] += 1;
      const highest = allOf(state).reduce(
        (most, one) => (one.job === key && one.group === group ? Math.max(most, one.index) : most),
        -1,
      );
      return [
        ...(counts.reach > highest ? [] : [`reach of ${job.spec.id}/${group}: ${String(counts.reach)}`]),
        ...(sameJson(counts.now, found)
          ? []
          : [`counts of ${job.spec.id}/${group}: ${JSON.stringify(counts.now)} for ${JSON.stringify(found)}`]),
        ...(sameJson(counts.ever, ever)
          ? []
          : [`history of ${job.spec.id}/${group}: ${JSON.stringify(counts.ever)} for ${JSON.stringify(ever)}`]),
        ...(!job.stop &&
        !runsPerNode(job.spec.type) &&
        found.complete + found.failed + found.lost - unseen > (findGroup(job.spec, group)?.count ?? 0)
          ? [`${job.spec.id}/${group} counts ended instances that nobody wants`]
          : []),
      ];
    }),
  );

const sorted = (keys: Iterable<number>): readonly number[] => [...keys].toSorted((a, b) => a - b);

const indexesBroken = (state: State): string[] => {
  const live = Map.groupBy(
    allOf(state).filter((one) => isLive(one)),
    (one) => one.job,
  );
  const open = Map.groupBy(
    [...state.evaluations.entries()].map(([, one]) => one).filter((one) => isOpen(one)),
    (one) => one.job,
  );
  const jobs = new Set([...live.keys(), ...open.keys(), ...[...state.jobs.entries()].map(([key]) => key)]);
  return [...jobs].flatMap((job) => {
    const evaluations = open.get(job) ?? [];
    const counted = state.jobs.get(job)?.openEvaluations;
    return [
      ...(sameJson(sorted(state.liveOfJob.get(job) ?? []), sorted((live.get(job) ?? []).map((one) => one.key)))
        ? []
        : [`liveOfJob of ${String(job)}`]),
      ...(sameJson(sorted(state.openOfJob.get(job) ?? []), sorted(evaluations.map((one) => one.key)))
        ? []
        : [`openOfJob of ${String(job)}`]),
      ...(counted === undefined || counted === evaluations.length ? [] : [`openEvaluations of ${String(job)}`]),
      ...(evaluations.filter((one) => one.status === "blocked").length > 1
        ? [`more than one blocked evaluation of ${String(job)}`]
        : []),
    ];
  });
};

const waitingBroken = (state: State): string[] => {
  const wanted = [...state.blocked.entries()].flatMap(([key, job]) => {
    const evaluation = state.evaluations.get(key);
    const spec = state.jobs.get(job)?.spec;
    return evaluation === undefined || spec === undefined
      ? []
      : [...wantedRoom(evaluation, spec).keys()].map((text) => `${text} ${String(key)}`);
  });
  const known = [...state.waiting.entries()].flatMap(([text, keys]) =>
    [...keys].map((key) => `${text} ${String(key)}`),
  );
  return sameJson(wanted.toSorted(), known.toSorted()) ? [] : ["waiting"];
};

const byNodeBroken = (state: State): string[] => {
  const live = allOf(state).filter((one) => isLive(one));
  const nodes = new Set([...live.map((one) => one.node), ...[...state.nodes.entries()].map(([key]) => key)]);
  return [...nodes].flatMap((node) => {
    const here = live.filter((one) => one.node === node);
    const held = here.flatMap((one) => one.ports.map(({ value }) => value));
    const ports = [...new Set(held)];
    const given = here.flatMap((one) => {
      const before = predecessorOf(state, one);
      const own = before?.node === node ? before.ports.map(({ value }) => value) : [];
      return one.ports.map(({ value }) => value).filter((value) => !own.includes(value));
    });
    return [
      ...(sameJson(sorted(state.liveOfNode.get(node) ?? []), sorted(here.map((one) => one.key)))
        ? []
        : [`liveOfNode of ${String(node)}`]),
      ...(sameJson(sorted(state.portsOfNode.get(node) ?? []), sorted(ports)) ? [] : [`portsOfNode of ${String(node)}`]),
      ...(new Set(given).size === given.length ? [] : [`a port of node ${String(node)} is given twice`]),
    ];
  });
};

const perNodeBroken = (state: State): string[] => {
  const wanted = [...state.jobs.entries()].flatMap(([key, job]) =>
    runsPerNode(job.spec.type) && !job.stop && !isTemplate(job.spec) ? [key] : [],
  );
  return sameJson(sorted(wanted), sorted([...state.perNodeJobs.entries()].map(([key]) => key))) ? [] : ["perNodeJobs"];
};

const effectsBroken = (server: Observed): string[] => [
  ...[...server.asked].flatMap(([key, { count }]) => (count > 1 ? [`${key} asked for ${String(count)} times`] : [])),
  ...allOf(server.state).flatMap((one) =>
    Object.entries(one.tasks).flatMap(([task, state]) => {
      const run = `${String(one.key)}/${String(state.attempt)}/${task}`;
      const wasAsked = server.asked.has(`start/${run}`);
      return [
        ...((state.issued || state.phase === "running") && !wasAsked ? [`start/${run} was never asked for`] : []),
        ...(state.stopRequestedAt !== null &&
        state.killAt === null &&
        (state.issued || state.phase === "running") &&
        !server.asked.has(`stop/${run}`)
          ? [`stop/${run} was never asked for`]
          : []),
        ...(state.phase === "pending" && !state.issued && wasAsked && state.restartAt === null
          ? [`start/${run} was asked for, and the task waits`]
          : []),
      ];
    }),
  ),
];

/** What may start was asked to. */
const startsBroken = (state: State): string[] =>
  allOf(state).flatMap((one) =>
    isLive(one) && one.desired === "run" && mayStart(state, one) && !hasBegun(Object.values(one.tasks))
      ? [`allocation ${String(one.key)} may start and was not asked to`]
      : [],
  );

/** A node that is gone counts for nobody. */
const goneNodesBroken = (state: State): string[] =>
  [...state.perNodeJobs.entries()].flatMap(([job]) =>
    allOf(state)
      .filter(({ key, job: of, group, node, index, client }) => {
        const counts = of === job && (client === "failed" || client === "lost") && !state.nodes.has(node);
        return counts && state.instances.get(instanceKey(job, group, index))?.allocation === key;
      })
      .filter(({ desired }) => desired === "run")
      .map(({ key }) => `allocation ${String(key)} of a node that was removed counts for its job`),
  );

/** Never two allocations of one instance with a process, unless the node of one was out of sight, or one is a canary. */
const instancesBroken = (server: Observed): string[] => {
  const running = new Set(openRuns(server).map(({ run }) => run.alloc));
  const canaries = canariesOf(server.state);
  const instances = [...running].flatMap((key) => {
    const one = server.state.allocations.get(key);
    return one === undefined || server.unseen.has(key) || canaries.has(key)
      ? []
      : [instanceKey(one.job, one.group, one.index)];
  });
  return instances.filter((key, at) => instances.indexOf(key) !== at).map((key) => `instance ${key} runs twice`);
};
