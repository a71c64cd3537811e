import type { JobSpec, RestartPolicy, Task, TaskGroup, Update } from "../model/job-spec.ts";
import { limits } from "../limits.ts";
import { checkConstraint } from "../schedule/constraint.ts";
import { complaints, type SpecProblem } from "./problem.ts";

type Path = readonly (string | number)[];
type Complain = (path: Path, message: string, severity?: SpecProblem["severity"]) => void;

const signals =
  /^SIG(?:HUP|INT|QUIT|ABRT|ALRM|TERM|USR1|USR2|KILL|CONT|WINCH|IO|STOP|TSTP|TRAP|ILL|BUS|FPE|SEGV|PIPE|CHLD|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|SYS)$/;
const controlCharacter = /\p{Cc}/u;
/** Half of a character: no file, command line or table holds it, so what is read back would be another name. */
const halfCharacter = /\p{Cs}/u;

const checkName = (complain: Complain, at: { readonly path: Path; readonly what: string }, name: string): void => {
  const { path, what } = at;
  if (name === "") return complain(path, `Missing ${what}`);
  if (name.length > limits.nameLength)
    complain(path, `The ${what} is longer than ${String(limits.nameLength)} characters`);
  if (controlCharacter.test(name)) complain(path, `The ${what} contains a control character`);
  if (halfCharacter.test(name)) complain(path, `The ${what} is not well-formed Unicode`);
};

const checkUnique = (
  complain: Complain,
  at: { readonly path: Path; readonly what: string },
  names: readonly string[],
): void => {
  const first = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    else if (name !== "")
      complain(
        [...at.path, index, "Name"],
        `${at.what} ${String(index + 1)} redefines '${name}' from ${at.what.split(" ").at(-1)?.toLowerCase() ?? ""} ${String(before + 1)}`,
      );
  }
};

const checkRestart = (complain: Complain, path: Path, policy: RestartPolicy): void => {
  if (policy.mode !== "fail" && policy.mode !== "delay")
    complain([...path, "Mode"], `Unsupported restart mode: "${policy.mode}"; use fail or delay`);
  if (policy.attempts < 0) complain([...path, "Attempts"], "Restart attempts can't be negative");
  if (policy.delayMs < 0) complain([...path, "Delay"], "Restart delay can't be negative");
  if (policy.attempts === 0) return;
  if (policy.intervalMs < 5000)
    complain([...path, "Interval"], `Interval can not be less than 5s (got ${String(policy.intervalMs / 1000)}s)`);
  else if (policy.attempts * policy.delayMs > policy.intervalMs)
    complain(
      [...path, "Attempts"],
      `Nomad can't restart the TaskGroup ${String(policy.attempts)} times in an interval of ${String(policy.intervalMs / 1000)}s with a delay of ${String(policy.delayMs / 1000)}s`,
    );
};

const checkResources = (complain: Complain, path: Path, task: Task): void => {
  const { cpuMhz, cores, memoryMb, memoryMaxMb } = task.resources;
  if (cores > 0) complain([...path, "Cores"], "Cores cannot be honoured: cores are not reserved here, use CPU");
  else if (cpuMhz < 1) complain([...path, "CPU"], `CPU must be at least 1 MHz (got ${String(cpuMhz)})`);
  if (memoryMb < 10) complain([...path, "MemoryMB"], `minimum MemoryMB value is 10; got ${String(memoryMb)}`);
  if (memoryMaxMb !== 0 && memoryMaxMb < memoryMb)
    complain(
      [...path, "MemoryMaxMB"],
      `MemoryMaxMB value (${String(memoryMaxMb)}) should be larger than MemoryMB value (${String(memoryMb)})`,
    );
};

type Preferences = { readonly affinities: readonly unknown[]; readonly spreads?: readonly unknown[] };

/** Preferences change nothing here; saying so is better than seeming to heed them. */
const warnOfPreferences = (complain: Complain, path: Path, { affinities, spreads = [] }: Preferences): void => {
  const why = "nodes are chosen by the room they have";
  if (affinities.length > 0) complain([...path, "Affinities"], `Affinities has no effect: ${why}`, "warning");
  if (spreads.length > 0) complain([...path, "Spreads"], `Spreads has no effect: ${why}`, "warning");
};

const warnOfUpdate = (complain: Complain, path: Path, update: Update): void => {
  for (const [word, isAsked] of [
    ["Canary", update.canary > 0],
    ["AutoPromote", update.autoPromote],
    ["AutoRevert", update.autoRevert],
  ] as const)
    if (isAsked)
      complain([...path, word], `${word} has no effect: changed instances are replaced all at once`, "warning");
};

const checkTask = (complain: Complain, path: Path, task: Task): void => {
  checkName(complain, { path: [...path, "Name"], what: "task name" }, task.name);
  if (/[/\\]/.test(task.name) || task.name === "." || task.name === ".." || task.name === "alloc")
    complain(
      [...path, "Name"],
      `Task name "${task.name}" cannot be a directory's name: it contains a slash or is reserved`,
    );
  if (task.driver === "") complain([...path, "Driver"], "Missing task driver");
  warnOfPreferences(complain, path, task);
  for (const [index, one] of task.constraints.entries())
    for (const message of checkConstraint(one)) complain([...path, "Constraints", index], message);
  if (task.killTimeoutMs < 0) complain([...path, "KillTimeout"], "KillTimeout must be a positive value");
  if (task.killSignal !== "" && !signals.test(task.killSignal))
    complain([...path, "KillSignal"], `Unknown signal "${task.killSignal}"; use a name such as SIGTERM`);
  if (task.shutdownDelayMs !== 0)
    complain([...path, "ShutdownDelay"], "ShutdownDelay cannot be honoured: there is no service to leave");
  if (task.leader) complain([...path, "Leader"], "Leader cannot be honoured: tasks of a group end on their own");
  if (task.restart !== null) checkRestart(complain, [...path, "RestartPolicy"], task.restart);
  checkResources(complain, [...path, "Resources"], task);
  if (task.logs.maxFiles < 1 || task.logs.maxFileSizeMb < 1)
    complain([...path, "LogConfig"], "MaxFiles and MaxFileSizeMB must be at least 1");
  for (const [word, map] of [
    ["Env", task.env],
    ["Meta", task.meta],
  ] as const) {
    if (Object.keys(map).length > limits.mapEntries)
      complain([...path, word], `${word} has more than ${String(limits.mapEntries)} entries`);
    for (const [key, value] of Object.entries(map)) {
      if (key === "" || key.includes("=") || key.includes("\0"))
        complain([...path, word, key], `${word} has a key that no environment can hold`);
      if (value.includes("\0")) complain([...path, word, key], `${word}[${key}] contains a NUL character`);
      if (value.length > limits.valueLength)
        complain([...path, word, key], `${word}[${key}] is longer than ${String(limits.valueLength)} characters`);
    }
  }
};

const checkInstances = (complain: Complain, path: Path, group: TaskGroup): void => {
  for (const [index, patch] of Object.entries(group.instances)) {
    if (!/^(?:0|[1-9]\d*)$/.test(index) || Number(index) >= limits.jobCount)
      complain([...path, "Instances", index], `"${index}" is not an instance's number`);
    for (const name of Object.keys(patch.tasks)) {
      if (!group.tasks.some((task) => task.name === name))
        complain([...path, "Instances", index, "Tasks", name], `there is no task "${name}" in group "${group.name}"`);
    }
  }
};

const checkGroup = (
  complain: Complain,
  path: Path,
  at: { readonly spec: JobSpec; readonly group: TaskGroup },
): void => {
  const { spec, group } = at;
  checkName(complain, { path: [...path, "Name"], what: "task group name" }, group.name);
  if (group.count < 0) complain([...path, "Count"], "Task group count can't be negative");
  if (group.tasks.length === 0) complain([...path, "Tasks"], "Missing tasks for task group");
  if (group.tasks.length > limits.tasksPerGroup)
    complain([...path, "Tasks"], `A group has at most ${String(limits.tasksPerGroup)} tasks`);
  if (group.parallelism !== null && (spec.type !== "batch" || group.parallelism < 1))
    complain([...path, "Parallelism"], "Parallelism is for batch jobs and at least 1");
  if (group.maxRunDurationMs !== null)
    complain([...path, "MaxRunDuration"], "MaxRunDuration cannot be honoured: no instance is ended for its age");
  if (group.shutdownDelayMs !== null && group.shutdownDelayMs !== 0)
    complain([...path, "ShutdownDelay"], "ShutdownDelay cannot be honoured: there is no service to leave");
  if (group.ephemeralDisk.sizeMb < 10) complain([...path, "EphemeralDisk", "SizeMB"], "SizeMB must be at least 10");
  if (group.ephemeralDisk.sticky || group.ephemeralDisk.migrate)
    complain(
      [...path, "EphemeralDisk"],
      "Sticky and Migrate cannot be honoured: a replacement starts with an empty directory",
    );
  for (const [index, one] of group.constraints.entries())
    for (const message of checkConstraint(one)) complain([...path, "Constraints", index], message);
  warnOfPreferences(complain, path, group);
  if (group.update !== null) warnOfUpdate(complain, [...path, "Update"], group.update);
  checkRestart(complain, [...path, "RestartPolicy"], group.restart);
  checkInstances(complain, path, group);
  checkUnique(
    complain,
    { path: [...path, "Tasks"], what: "Task" },
    group.tasks.map((task) => task.name),
  );
  for (const [index, task] of group.tasks.entries()) checkTask(complain, [...path, "Tasks", index], task);
};

const checkJob = (complain: Complain, spec: JobSpec): void => {
  if (spec.id === "") complain(["ID"], "Missing job ID");
  else if (spec.id.includes(" ")) complain(["ID"], "Job ID contains a space");
  else if (controlCharacter.test(spec.id)) complain(["ID"], "Job ID contains a control character");
  else if (halfCharacter.test(spec.id)) complain(["ID"], "Job ID is not well-formed Unicode");
  // In an address both are steps, not names: no client could ask for such a job.
  else if (spec.id === "." || spec.id === "..") complain(["ID"], "Job ID cannot be . or ..");
  if (spec.id.length > limits.idLength)
    complain(["ID"], `Job ID is longer than ${String(limits.idLength)} characters (${String(spec.id.length)})`);
  checkName(complain, { path: ["Name"], what: "job name" }, spec.name);
  if (!/^[a-zA-Z0-9-]{1,128}$/.test(spec.namespace))
    complain(
      ["Namespace"],
      `invalid namespace "${spec.namespace.slice(0, 50)}": use up to 128 letters, digits and hyphens`,
    );
  if (spec.region !== "global")
    complain(["Region"], `there is no region "${spec.region.slice(0, 50)}" here; leave it out or use global`);
  if (spec.type !== "service" && spec.type !== "batch")
    complain(
      ["Type"],
      spec.type === "system" || spec.type === "sysbatch"
        ? `Job type ${spec.type} is not supported: use service or batch`
        : `Invalid job type: "${String(spec.type).slice(0, 50)}"; use service or batch`,
    );
  if (spec.priority < 1 || spec.priority > 100) complain(["Priority"], "Job priority must be between [1, 100]");
  for (const [index, one] of spec.constraints.entries())
    for (const message of checkConstraint(one)) complain(["Constraints", index], message);
  warnOfPreferences(complain, [], spec);
  if (spec.allAtOnce) complain(["AllAtOnce"], "AllAtOnce has no effect: what fits is placed", "warning");
  if (spec.periodic !== null)
    complain(["Periodic"], "Periodic cannot be honoured: periodic jobs are not supported: a schedule would be ignored");
  if (spec.parameterized !== null)
    complain(
      ["ParameterizedJob"],
      "ParameterizedJob cannot be honoured: parameterized jobs are not supported: it would run at once",
    );
  if (spec.payload !== null) complain(["Payload"], "Payload cannot be honoured: a payload can only be dispatched");
  if (spec.taskGroups.length === 0) complain(["TaskGroups"], "Missing job task groups");
  if (spec.taskGroups.length > limits.groups)
    complain(["TaskGroups"], `A job has at most ${String(limits.groups)} task groups`);
  const total = spec.taskGroups.reduce((sum, group) => sum + Math.max(0, group.count), 0);
  if (total > limits.jobCount)
    complain(
      ["TaskGroups"],
      `total count was greater than configured job_max_count: ${String(total)} > ${String(limits.jobCount)}`,
    );
  checkUnique(
    complain,
    { path: ["TaskGroups"], what: "Job task group" },
    spec.taskGroups.map((group) => group.name),
  );
};

/** Every fault of a canonical specification at once, with its place in the job file's words. Wording as Nomad's where it has one. */
export const validateSpec = (spec: JobSpec): readonly SpecProblem[] => {
  const { problems, add } = complaints();
  const complain: Complain = (path, message, severity = "error") => {
    add({ path, message, severity });
  };
  checkJob(complain, spec);
  for (const [index, group] of spec.taskGroups.entries()) checkGroup(complain, ["TaskGroups", index], { spec, group });
  return problems;
};
