import { limits } from "../../limits.ts";
import type { JobType, Strings, Task, TaskGroup } from "../../model/job-spec.ts";
import { goDuration } from "../duration.ts";
import { lifecycleFields } from "../fields/task.ts";
import { below, checkNumber, quoted, type Complain } from "./complain.ts";
import { checkName } from "./names.ts";
import { checkConstraints, checkPreferences } from "./placement.ts";
import { checkRestart } from "./policies.ts";
import { isSignal } from "./signals.ts";
import { checkTemplates } from "./templates.ts";

const checkResources = (complain: Complain, { resources }: Task): void => {
  const { cpuMhz, cores, memoryMb, memoryMaxMb, diskMb, iops } = resources;
  if (cores > 0) complain(["Cores"], "Cores cannot be honoured: cores are not reserved here, use CPU");
  else if (cores < 0) complain(["Cores"], `cores value (${String(cores)}) cannot be negative`);
  else
    checkNumber(complain, { word: "CPU", least: 1, message: `minimum CPU value is 1; got ${String(cpuMhz)}` }, cpuMhz);
  checkNumber(
    complain,
    { word: "MemoryMB", least: 10, message: `minimum MemoryMB value is 10; got ${String(memoryMb)}` },
    memoryMb,
  );
  if (memoryMaxMb === -1) complain(["MemoryMaxMB"], "MemoryMaxMB without a limit cannot be honoured: say how much");
  else if (memoryMaxMb !== 0)
    checkNumber(
      complain,
      {
        word: "MemoryMaxMB",
        least: memoryMb,
        message: `MemoryMaxMB value (${String(memoryMaxMb)}) should be larger than MemoryMB value (${String(memoryMb)})`,
      },
      memoryMaxMb,
    );
  if (diskMb !== 0) complain(["DiskMB"], "DiskMB has no effect: the group's EphemeralDisk counts", "warning");
  if (iops !== 0) complain(["IOPS"], "IOPS has been deprecated as of Nomad 0.9.0 and has no effect", "warning");
};

/** A relative path whose steps never lead out of where it begins. */
const staysInside = (path: string): boolean => {
  const steps = path.split("/").filter((step) => step !== "" && step !== ".");
  return steps.length > 0 && !steps.includes("..") && !path.startsWith("/") && !path.includes("\0");
};

const checkLifecycle = (complain: Complain, { lifecycle, leader }: Task): void => {
  if (lifecycle === null) return;
  const { hook, sidecar } = lifecycle;
  if (hook === "") complain(["Lifecycle", "Hook"], "no lifecycle hook provided");
  else if (!lifecycleFields.hook.values.includes(hook))
    complain(["Lifecycle", "Hook"], `invalid hook: ${hook.slice(0, 50)}; use prestart, poststart or poststop`);
  if (sidecar && hook === "poststop")
    complain(["Lifecycle", "Sidecar"], "a poststop task cannot be a sidecar: it runs when the others have ended");
  if (leader) complain(["Leader"], "a task with a lifecycle hook cannot be the leader");
};

/** Entries that a program's environment can hold. */
export const checkStrings = (complain: Complain, word: string, map: Strings): void => {
  if (Object.keys(map).length > limits.mapEntries)
    complain([word], `${word} has more than ${String(limits.mapEntries)} entries`);
  for (const [key, value] of Object.entries(map)) {
    if (key === "" || key.includes("=") || key.includes("\0"))
      complain([word, key], `${word} has a key that no environment can hold`);
    if (value.includes("\0")) complain([word, key], `${word}[${key}] contains a NUL character`);
    if (value.length > limits.valueLength)
      complain([word, key], `${word}[${key}] is longer than ${String(limits.valueLength)} characters`);
  }
};

const checkTaskName = (complain: Complain, name: string): void => {
  checkName(complain, "task name", name);
  if (/[/\\]/.test(name) || name === "." || name === ".." || name === "alloc")
    complain(["Name"], `Task name "${name}" cannot be a directory's name: it contains a slash or is reserved`);
};

const checkEnding = (
  complain: Complain,
  task: Task,
  job: { readonly type: JobType; readonly group: TaskGroup },
): void => {
  const { killTimeoutMs, killSignal, shutdownDelayMs } = task;
  const deadline = job.type === "service" ? (job.group.update?.progressDeadlineMs ?? 0) : 0;
  if (killTimeoutMs < 0) complain(["KillTimeout"], "KillTimeout must be a positive value");
  else if (deadline > 0 && killTimeoutMs > deadline)
    complain(
      ["KillTimeout"],
      `KillTimeout (${goDuration(killTimeoutMs)}) longer than the group's ProgressDeadline (${goDuration(deadline)})`,
    );
  if (killSignal !== "" && !isSignal(killSignal))
    complain(["KillSignal"], `Unknown signal "${killSignal}"; use a name such as SIGTERM`);
  if (shutdownDelayMs < 0) complain(["ShutdownDelay"], "ShutdownDelay must be a positive value");
};

const checkLogs = (complain: Complain, { logs }: Task, diskMb: number): void => {
  const { maxFiles, maxFileSizeMb, disabled } = logs;
  checkNumber(
    complain,
    { word: "MaxFiles", least: 1, message: `minimum number of files is 1; got ${String(maxFiles)}` },
    maxFiles,
  );
  checkNumber(
    complain,
    { word: "MaxFileSizeMB", least: 1, message: `minimum file size is 1MB; got ${String(maxFileSizeMb)}` },
    maxFileSizeMb,
  );
  if (!disabled && maxFiles * maxFileSizeMb >= diskMb)
    complain(
      [],
      `log storage (${String(maxFiles * maxFileSizeMb)} MB) must be less than requested disk capacity (${String(diskMb)} MB)`,
      "warning",
    );
};

export const checkTask = (
  complain: Complain,
  task: Task,
  job: { readonly type: JobType; readonly group: TaskGroup; readonly isParameterized: boolean },
): void => {
  checkTaskName(complain, task.name);
  if (task.driver === "") complain(["Driver"], "Missing task driver");
  checkPreferences(complain, job.type, task);
  checkConstraints(complain, task.constraints, true);
  checkEnding(complain, task, job);
  checkLifecycle(complain, task);
  if (task.restart !== null) checkRestart(below(complain, "RestartPolicy"), task.restart);
  checkResources(below(complain, "Resources"), task);
  checkLogs(below(complain, "LogConfig"), task, job.group.ephemeralDisk.sizeMb);
  checkTemplates(complain, task);
  if (task.dispatchPayload !== null) {
    if (!job.isParameterized) complain(["DispatchPayload"], "DispatchPayload is for parameterized jobs");
    if (!staysInside(task.dispatchPayload.file))
      complain(["DispatchPayload", "File"], `destination escapes local/: ${quoted(task.dispatchPayload.file)}`);
  }
  checkStrings(complain, "Env", task.env);
  checkStrings(complain, "Meta", task.meta);
};
