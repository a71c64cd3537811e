import type { Allocation } from "./allocation.ts";
import { checksOf } from "./check.ts";
import type { TaskGroup } from "./job-spec.ts";
import type { TaskState } from "./task-state.ts";

/**
 * `unhealthy` is either for good, when the allocation has ended, or for now, when a check fails: it may still become healthy.
 * `unknown` until all that is to run runs and every check has been made.
 */
export type Health = "healthy" | "unhealthy" | "unknown";

const isUp = ({ role, phase, failed, restartRequestedAt }: TaskState): boolean => {
  if (role.hook === "poststop") return true;
  const runsOn = role.hook === "main" || role.sidecar;
  return runsOn ? phase === "running" && restartRequestedAt === null : phase === "dead" && !failed;
};

/** How an instance is, by its tasks alone or by its checks too, as its group's `Update` or `Migrate` says. */
export const healthOf = (
  { tasks, checks, client }: Pick<Allocation, "tasks" | "checks" | "client">,
  group: TaskGroup,
  by: string = group.update?.healthCheck ?? "checks",
): Health => {
  const states = Object.values(tasks);
  if (client === "failed" || client === "lost" || states.some(({ failed, lost }) => failed || lost)) return "unhealthy";
  const made =
    by === "checks"
      ? checksOf(group).map(({ key }) => (Object.hasOwn(checks, key) ? checks[key]?.status : undefined))
      : [];
  if (made.includes("failing")) return "unhealthy";
  return client === "running" && states.every(isUp) && made.every((status) => status === "passing")
    ? "healthy"
    : "unknown";
};
