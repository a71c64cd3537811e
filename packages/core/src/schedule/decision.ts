import type { Allocation, AssignedPort, Reschedule } from "../model/allocation.ts";
import type { NodeKey } from "../model/ids.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { PlanCause, PlanVerb } from "../model/plan.ts";

/** What is to happen to one instance, and why. */
export type InstanceDecision = {
  readonly group: string;
  readonly index: number;
  readonly verb: PlanVerb;
  readonly cause: PlanCause;
  readonly reason: string;
  /** Its newest allocation, when that still matters. */
  readonly current: Allocation | null;
  /** Attempts made for it so far. */
  readonly runs: number;
  readonly node: NodeKey | null;
  readonly ports: readonly AssignedPort[];
  readonly metrics: PlacementMetrics | null;
  /** Set when it takes the place of one that had failed. */
  readonly reschedule: Reschedule | null;
  /** Its node was out of sight: it runs beside the one that may still run there. */
  readonly isBeside: boolean;
  /** It returned, and counts again for the instance whose place another had taken. */
  readonly reinstates: Allocation | null;
  /** What has to go elsewhere so that it fits. */
  readonly evicts: readonly Allocation[];
  /** The version it is placed under, when that is not the job's present one. */
  readonly under: number | null;
  /** It runs beside the one that is there until its rollout is promoted. */
  readonly isCanary: boolean;
  /** What its rollout does with it when its turn has come. */
  readonly later: "create" | "replace" | "inPlace" | null;
  /** Updated in place, it is healthy only after another look. */
  readonly joins: boolean;
  /** When it is to be replaced, if that is later. */
  readonly dueAt: number | null;
};

type Told = Pick<InstanceDecision, "verb" | "cause" | "reason">;
type Of = {
  readonly group: string;
  readonly index: number;
  readonly current: Allocation | null;
  readonly runs: number;
};

const noPorts: readonly AssignedPort[] = [];
const nobody: readonly Allocation[] = [];

export const decisionOf = (of: Of, told: Told, node: NodeKey | null): InstanceDecision => ({
  group: of.group,
  index: of.index,
  verb: told.verb,
  cause: told.cause,
  reason: told.reason,
  current: of.current,
  runs: of.runs,
  node,
  ports: noPorts,
  metrics: null,
  reschedule: null,
  isBeside: false,
  reinstates: null,
  evicts: nobody,
  under: null,
  isCanary: false,
  later: null,
  joins: false,
  dueAt: null,
});

/** The decision leads to events. */
export const changesSomething = ({ verb, evicts, dueAt, reinstates }: InstanceDecision): boolean =>
  (verb !== "keep" && verb !== "wait") || evicts.length > 0 || dueAt !== null || reinstates !== null;
