import { limits } from "../limits.ts";
import { errorCategories } from "../model/attempt.ts";
import type { JobSpec } from "../model/job-spec.ts";
import { jobFields } from "./fields/job.ts";
import { complaints, type SpecProblem } from "./problem.ts";
import { below, each, quoted, type Complain } from "./validate/complain.ts";
import { checkGroup } from "./validate/group.ts";
import { checkLaunches } from "./validate/launches.ts";
import { checkJobId, checkName, checkUnique } from "./validate/names.ts";
import { checkConstraints, checkContradictions, checkPreferences } from "./validate/placement.ts";
import { checkUpdate } from "./validate/policies.ts";

const checkPlace = (complain: Complain, spec: JobSpec): void => {
  const pattern = /^[a-zA-Z0-9-]{1,128}$/;
  if (!pattern.test(spec.namespace))
    complain(["Namespace"], `invalid namespace ${quoted(spec.namespace)}: use up to 128 letters, digits and hyphens`);
  if (spec.region !== "global")
    complain(["Region"], `there is no region ${quoted(spec.region)} here; leave it out or use global`);
  for (const [index, name] of spec.datacenters.entries())
    if (name === "") complain(["Datacenters", index], "Job datacenter must be non-empty string");
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(spec.nodePool))
    complain(
      ["NodePool"],
      `invalid node pool ${quoted(spec.nodePool)}: use up to 128 letters, digits, hyphens and underscores`,
    );
};

const checkAbout = (complain: Complain, { about }: JobSpec): void => {
  for (const [code, category] of Object.entries(about?.exitCategories ?? {})) {
    const at = ["About", "ExitCategories", code];
    if (!/^\d{1,3}$/.test(code)) complain(at, `${quoted(code)} is not an exit code`);
    if (!errorCategories.includes(category))
      complain(at, `${quoted(String(category))} is not one of ${errorCategories.join(", ")}`);
  }
};

const checkGroups = (complain: Complain, { taskGroups }: JobSpec): void => {
  if (taskGroups.length === 0) complain(["TaskGroups"], "Missing job task groups");
  if (taskGroups.length > limits.groups)
    complain(["TaskGroups"], `A job has at most ${String(limits.groups)} task groups`);
  const total = taskGroups.reduce((sum, group) => sum + Math.max(0, group.count), 0);
  if (total > limits.jobCount)
    complain(
      ["TaskGroups"],
      `total count was greater than configured job_max_count: ${String(total)} > ${String(limits.jobCount)}`,
    );
  checkUnique(
    complain,
    { word: "TaskGroups", what: "Job task group" },
    taskGroups.map((group) => group.name),
  );
};

const checkJob = (complain: Complain, spec: JobSpec): void => {
  checkJobId(complain, spec.id);
  checkName(complain, "job name", spec.name);
  checkPlace(complain, spec);
  if (!jobFields.type.values.includes(spec.type))
    complain(["Type"], `Invalid job type: ${quoted(String(spec.type))}; use service, batch, system or sysbatch`);
  if (spec.priority < 1 || spec.priority > 100) complain(["Priority"], "Job priority must be between [1, 100]");
  checkConstraints(complain, spec.constraints, false);
  checkContradictions([{ complain, constraints: spec.constraints }], []);
  checkPreferences(complain, spec.type, spec);
  if (spec.update !== null) checkUpdate(below(complain, "Update"), spec.type, spec.update);
  if (spec.allAtOnce) complain(["AllAtOnce"], "AllAtOnce has no effect: what fits is placed", "warning");
  checkLaunches(complain, spec);
  checkAbout(complain, spec);
  checkGroups(complain, spec);
};

/** Every fault of a canonical specification at once, with its place in the job file's words. Wording as Nomad's where it has one. */
export const validateSpec = (spec: JobSpec): readonly SpecProblem[] => {
  const { problems, add } = complaints();
  const complain: Complain = (path, message, severity = "error") => {
    add({ path, message, severity });
  };
  checkJob(complain, spec);
  each(complain, { word: "TaskGroups", items: spec.taskGroups }, (at, group) => {
    checkGroup(at, spec, group);
  });
  return problems;
};
