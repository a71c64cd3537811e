import type { TaskDetail } from "@longshore/api/allocations";
import type { StatusShapeName } from "../../ui/Status.tsx";

type TaskEvent = TaskDetail["events"][number];

const shapes: Readonly<Record<string, StatusShapeName>> = {
  Received: "queued",
  "Task Setup": "starting",
  Started: "running",
  Restarting: "degraded",
  "Not Restarting": "failed",
  Killing: "degraded",
  Signaling: "degraded",
  Killed: "stopped",
  "Driver Failure": "failed",
  "Sibling Task Failed": "degraded",
  Lost: "lost",
  Leaked: "degraded",
};

/** A task that was asked to stop and did, ended as it should, whatever its exit code. */
const wasAsked = (before: readonly TaskEvent[]): boolean => {
  const attempt = before.slice(before.findLastIndex((event) => event.type === "Started") + 1);
  return attempt.some((event) => event.type === "Killing" || event.type === "Signaling");
};

/** The shape of the event at `at`, events oldest first. */
export const eventShape = (events: readonly TaskEvent[], at: number): StatusShapeName => {
  const event = events[at];
  if (event === undefined) return "lost";
  if (event.type !== "Terminated") return shapes[event.type] ?? "lost";
  if (event.exitCode === 0) return "succeeded";
  return wasAsked(events.slice(0, at)) ? "stopped" : "failed";
};
