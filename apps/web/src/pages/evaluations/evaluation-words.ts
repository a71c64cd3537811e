import type { EvaluationItem } from "@longshore/api/evaluations";

type Trigger = EvaluationItem["triggeredBy"];

/** Why somebody, or something, asked the scheduler to look. */
export const triggerWords: Readonly<Record<Trigger, string>> = {
  "job-register": "The job was registered",
  "job-deregister": "The job was stopped",
  "job-scaling": "The job was scaled",
  "periodic-job": "A periodic job was due",
  "node-update": "A node changed",
  "node-drain": "A node is being drained",
  "alloc-failure": "An instance failed",
  "alloc-reschedule": "A failed instance is due again",
  preemption: "Its room was needed by another job",
  "max-disconnect-timeout": "An instance is out of sight for too long",
  reconnect: "A node came back",
  "alloc-stop": "An instance was stopped",
  "queued-allocs": "Instances were waiting",
  "failed-follow-up": "An earlier try failed",
  "deployment-watcher": "A rollout went on",
  "rolling-update": "A restart of its instances was asked for",
};

/** The words of an address may be of another version. */
export const triggerText = (trigger: string): string =>
  (triggerWords as Readonly<Record<string, string | undefined>>)[trigger] ?? trigger;

/** A pending evaluation that waits for its time is not about to be worked off. */
export const statusWord = ({ status, waitUntil }: Pick<EvaluationItem, "status" | "waitUntil">): string =>
  status === "pending" && waitUntil !== null ? "delayed" : status;
