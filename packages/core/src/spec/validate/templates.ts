import { limits } from "../../limits.ts";
import type { Task, Template } from "../../model/job-spec.ts";
import { templateFields } from "../fields/task.ts";
import { each, quoted, type Complain } from "./complain.ts";
import { isSignal } from "./signals.ts";

/** A relative path whose steps never lead out of where it begins. */
export const staysInside = (path: string): boolean => {
  if (path.startsWith("/") || path.includes("\0")) return false;
  let depth = 0;
  for (const step of path.split("/")) {
    if (step === "..") depth -= 1;
    else if (step !== "" && step !== ".") depth += 1;
    if (depth < 0) return false;
  }
  return depth > 0;
};

/** Nomad's names for directories inside a task's own; those of the allocation are outside it. */
const taskDirectories = /^\$\{(?:NOMAD_TASK_DIR|NOMAD_SECRETS_DIR)\}/;

const checkDestination = (complain: Complain, destination: string): void => {
  if (destination === "") complain(["DestPath"], "Must specify a destination for the template");
  else if (!staysInside(destination.replace(taskDirectories, "local")))
    complain(["DestPath"], `destination escapes the task's directory: ${quoted(destination)}`);
};

const checkChange = (complain: Complain, { changeMode, changeSignal, env }: Template): void => {
  if (changeMode === "script")
    complain(["ChangeMode"], "a script as the answer to a change is not run; use signal or restart");
  else if (!templateFields.changeMode.values.includes(changeMode))
    complain(["ChangeMode"], `Invalid change mode ${quoted(changeMode)}. Must be one of restart, signal, noop`);
  if (changeMode !== "signal") return;
  if (env) complain(["ChangeMode"], "cannot use signals with env var templates");
  if (!isSignal(changeSignal))
    complain(["ChangeSignal"], `Unknown signal ${quoted(changeSignal)}; use a name such as SIGHUP`);
};

const checkTemplate = (complain: Complain, template: Template): void => {
  const { data, perms, splayMs, leftDelimiter, rightDelimiter } = template;
  if (data === "") complain(["EmbeddedTmpl"], "Must specify a source path or have an embedded template");
  if (data.length > limits.templateLength)
    complain(["EmbeddedTmpl"], `The template is longer than ${String(limits.templateLength)} characters`);
  checkDestination(complain, template.destination);
  if (!/^[0-7]{1,4}$/.test(perms)) complain(["Perms"], `Failed to parse ${quoted(perms)} as octal`);
  if (splayMs < 0) complain(["Splay"], "Must specify positive splay value");
  if (leftDelimiter === rightDelimiter) complain(["RightDelim"], "The delimiters must differ");
  checkChange(complain, template);
};

/** A template's file, however its path is written. */
const fileOf = ({ destination }: Template): string =>
  destination
    .replace(taskDirectories, (name) => (name.includes("SECRETS") ? "secrets" : "local"))
    .split("/")
    .filter((step) => step !== "" && step !== ".")
    .join("/");

export const checkTemplates = (complain: Complain, task: Task): void => {
  each(complain, { word: "Templates", items: task.templates }, checkTemplate);
  const files = new Map<string, number>();
  for (const [index, template] of task.templates.entries()) {
    const other = files.get(fileOf(template));
    if (other === undefined) files.set(fileOf(template), index);
    else
      complain(
        ["Templates", index, "DestPath"],
        `Template ${String(index + 1)} has same destination as ${String(other + 1)}`,
      );
  }
  if (task.templates.length > limits.templatesPerTask)
    complain(["Templates"], `A task has at most ${String(limits.templatesPerTask)} templates`);
};
