import { limits } from "../../limits.ts";
import { runsToEnd, type JobSpec, type Parameterized, type Periodic } from "../../model/job-spec.ts";
import { missedRunsFields, parameterizedFields } from "../fields/job.ts";
import { below, quoted, type Complain } from "./complain.ts";

/** Five to seven fields of numbers, names, ranges, lists and steps, or one of the words: https://github.com/hashicorp/cronexpr. */
const cronField = String.raw`(?:\*|\?|[0-9A-Za-z,\-#]+)(?:/\d+)?(?:,[0-9A-Za-z\-#*/]+)*`;
const cron = new RegExp(
  String.raw`^(?:@(?:annually|yearly|monthly|weekly|daily|hourly)|${cronField}(?:\s+${cronField}){4,6})$`,
);

const isTimeZone = (name: string): boolean => {
  if (name.length > limits.nameLength) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const checkPeriodic = (complain: Complain, periodic: Periodic): void => {
  const { specs, timeZone } = periodic;
  if (specs.length === 0) complain(["Specs"], "Must specify a spec");
  if (specs.length > limits.cronSpecs)
    complain(["Specs"], `A schedule has at most ${String(limits.cronSpecs)} cron specs`);
  for (const [index, spec] of specs.entries())
    if (spec.length > limits.nameLength || !cron.test(spec.trim()))
      complain(["Specs", index], `Invalid cron spec ${quoted(spec)}`);
  const { policy = "run_once", most = 1 } = periodic.missedRuns ?? {};
  if (!missedRunsFields.policy.values.includes(policy))
    complain(["MissedRuns", "Policy"], `${quoted(policy)} is not one of ${missedRunsFields.policy.values.join(", ")}`);
  if (!Number.isInteger(most) || most < 1 || most > limits.missedRuns)
    complain(["MissedRuns", "Max"], `Max must be from 1 to ${String(limits.missedRuns)} (got ${String(most)})`);
  if (!isTimeZone(timeZone)) complain(["TimeZone"], `Invalid time zone ${quoted(timeZone)}`);
};

const checkParameterized = (complain: Complain, { payload, metaRequired, metaOptional }: Parameterized): void => {
  if (!parameterizedFields.payload.values.includes(payload))
    complain(["Payload"], `Unknown payload requirement: ${quoted(payload)}`);
  const both = metaRequired.filter((key) => metaOptional.includes(key));
  if (both.length > 0)
    complain(
      ["MetaOptional"],
      `Required and optional meta keys should be disjoint. Following keys exist in both: [${both.slice(0, 10).join(" ")}]`,
    );
};

/** How a job is started other than by being there. */
export const checkLaunches = (complain: Complain, spec: JobSpec): void => {
  if (spec.periodic !== null) {
    if (!runsToEnd(spec.type)) complain(["Periodic"], 'Periodic can only be used with "batch" or "sysbatch" scheduler');
    checkPeriodic(below(complain, "Periodic"), spec.periodic);
  }
  if (spec.parameterized !== null) {
    if (spec.periodic !== null)
      complain(["ParameterizedJob"], "A job is launched by the clock or dispatched, not both: leave out one of them");
    if (!runsToEnd(spec.type))
      complain(["ParameterizedJob"], 'Parameterized job can only be used with "batch" or "sysbatch" scheduler');
    checkParameterized(below(complain, "ParameterizedJob"), spec.parameterized);
  }
  if (spec.payload !== null) {
    complain(["Payload"], "Payload cannot be honoured: a payload can only be dispatched");
    const bytes = Math.floor((spec.payload.replace(/=+$/, "").length * 3) / 4);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(spec.payload)) complain(["Payload"], "Payload is not base64");
    else if (bytes > limits.payloadBytes)
      complain(["Payload"], `Payload exceeds maximum size; ${String(bytes)} > ${String(limits.payloadBytes)}`);
  }
};
