import type { Disconnect, Migrate, ReschedulePolicy, RestartPolicy, Update } from "../../model/job-spec.ts";
import { destructive, inPlace, type FieldsOf } from "../field.ts";

export const updateFields = {
  staggerMs: inPlace("Stagger", "duration", "Time between batches of a job that runs on every node."),
  maxParallel: inPlace("MaxParallel", "integer", "Instances changed at a time."),
  healthCheck: {
    ...inPlace("HealthCheck", "string", "What makes an instance healthy."),
    values: ["checks", "task_states", "manual"],
  },
  minHealthyTimeMs: inPlace("MinHealthyTime", "duration", "How long an instance must be healthy before it counts."),
  healthyDeadlineMs: inPlace("HealthyDeadline", "duration", "How long an instance may take to become healthy."),
  progressDeadlineMs: inPlace("ProgressDeadline", "duration", "How long a rollout may go without progress."),
  autoRevert: inPlace("AutoRevert", "boolean", "Go back to the last stable version when the rollout fails."),
  autoPromote: inPlace("AutoPromote", "boolean", "Promote healthy canaries by itself."),
  canary: inPlace("Canary", "integer", "Canaries before the rest changes."),
} satisfies FieldsOf<Update>;

export const restartFields = {
  attempts: inPlace("Attempts", "integer", "Restarts allowed within the interval."),
  intervalMs: inPlace("Interval", "duration", "The window in which restarts are counted."),
  delayMs: inPlace("Delay", "duration", "Time before a restart."),
  mode: {
    ...inPlace("Mode", "string", "After the last attempt: fail, or delay until the next interval."),
    values: ["fail", "delay"],
  },
  renderTemplates: destructive("RenderTemplates", "boolean", "Render templates again at a restart."),
} satisfies FieldsOf<RestartPolicy>;

export const rescheduleFields = {
  attempts: inPlace("Attempts", "integer", "Replacements allowed within the interval."),
  intervalMs: inPlace("Interval", "duration", "The window in which replacements are counted."),
  delayMs: inPlace("Delay", "duration", "Time before the first replacement."),
  delayFunction: {
    ...inPlace("DelayFunction", "string", "How the delay grows."),
    values: ["constant", "exponential", "fibonacci"],
  },
  maxDelayMs: inPlace("MaxDelay", "duration", "The longest delay."),
  unlimited: inPlace("Unlimited", "boolean", "Replace without an end."),
} satisfies FieldsOf<ReschedulePolicy>;

export const migrateFields = {
  maxParallel: inPlace("MaxParallel", "integer", "Instances moved at a time."),
  healthCheck: inPlace("HealthCheck", "string", "What makes a moved instance healthy."),
  minHealthyTimeMs: inPlace("MinHealthyTime", "duration", "How long it must be healthy before it counts."),
  healthyDeadlineMs: inPlace("HealthyDeadline", "duration", "How long it may take to become healthy."),
} satisfies FieldsOf<Migrate>;

export const disconnectFields = {
  lostAfterMs: inPlace("LostAfter", "duration", "How long its node may be out of sight before it counts as lost."),
  stopOnClientAfterMs: inPlace("StopOnClientAfter", "duration", "The client stops it by itself after this long."),
  replace: inPlace("Replace", "boolean", "Place another one while its node is out of sight."),
  reconcile: {
    ...inPlace("Reconcile", "string", "Which one goes on when the node returns."),
    values: ["best_score", "keep_original", "keep_replacement", "longest_running"],
  },
} satisfies FieldsOf<Disconnect>;
