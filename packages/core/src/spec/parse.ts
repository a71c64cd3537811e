import type { JobSpec } from "../model/job-spec.ts";
import type { JsonObject } from "../model/json.ts";
import { canonicalize } from "./canonicalize.ts";
import type { SpecProblem } from "./problem.ts";
import { readDraft } from "./read.ts";
import { validateSpec } from "./validate.ts";

/** What a driver says of a task's config: wired in by the server, since drivers live with the engines. */
export type CheckDriverConfig = (
  driver: string,
  config: JsonObject,
) => readonly { readonly path: readonly (string | number)[]; readonly message: string }[];

export type ParsedDefinition = {
  /** The canonical specification; undefined when a field has the wrong type or cannot be honoured. */
  readonly spec: JobSpec | undefined;
  /** True when the faults are of form (types, keys) rather than of meaning. */
  readonly malformed: boolean;
  readonly errors: readonly SpecProblem[];
  readonly warnings: readonly SpecProblem[];
};

const checkDrivers = (spec: JobSpec, check: CheckDriverConfig): readonly SpecProblem[] =>
  spec.taskGroups.flatMap((group, groupIndex) =>
    group.tasks.flatMap((task, taskIndex) =>
      task.driver === ""
        ? []
        : check(task.driver, task.config).map((fault) => ({
            path: ["TaskGroups", groupIndex, "Tasks", taskIndex, ...fault.path],
            message: fault.message,
            severity: "error" as const,
          })),
    ),
  );

/** What a calendar says of a cron expression: why it cannot be read, or undefined. Wired in by the server, as core has no calendar. */
export type CheckSchedule = (cron: { readonly expression: string; readonly timeZone: string }) => string | undefined;

const checkSchedule = ({ periodic }: JobSpec, check: CheckSchedule): readonly SpecProblem[] =>
  (periodic?.specs ?? []).flatMap((expression, index) => {
    const fault = check({ expression, timeZone: periodic?.timeZone ?? "UTC" });
    return fault === undefined
      ? []
      : [{ path: ["Periodic", "Specs", index], message: fault, severity: "error" as const }];
  });

const byFormAlone: CheckSchedule = () => undefined;

/** From a Nomad job in JSON to a specification that may be registered, or every reason why not. Without a calendar a schedule is judged by its form. */
export const parseDefinition = (
  definition: unknown,
  check: CheckDriverConfig,
  schedule: CheckSchedule = byFormAlone,
): ParsedDefinition => {
  const { draft, problems, malformed } = readDraft(definition);
  const warnings = problems.filter((problem) => problem.severity === "warning");
  const refusals = problems.filter((problem) => problem.severity === "error");
  if (malformed) return { spec: undefined, malformed, errors: refusals, warnings };
  const spec = canonicalize(draft);
  const valid = validateSpec(spec);
  const isReadable = !valid.some(({ path, severity }) => severity === "error" && path[0] === "Periodic");
  const found = [...valid, ...checkDrivers(spec, check), ...(isReadable ? checkSchedule(spec, schedule) : [])];
  const errors = [...refusals, ...found.filter((problem) => problem.severity === "error")];
  return {
    spec: errors.length === 0 ? spec : undefined,
    malformed,
    errors,
    warnings: [...warnings, ...found.filter((problem) => problem.severity === "warning")],
  };
};
