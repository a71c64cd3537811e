import { limits } from "../../limits.ts";
import type { Task, Template } from "../../model/job-spec.ts";
import { checkTemplate, destinationOf, modeOf } from "../../tasks/template.ts";
import { templateFields } from "../fields/task.ts";
import { each, quoted, type Complain } from "./complain.ts";
import { isSignal } from "./signals.ts";

/** What is not the text's fault: that is judged by itself. */
const sound = { destination: "local/a", perms: "0644" };

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

const checkOne = (complain: Complain, template: Template): void => {
  const { data, destination, perms, splayMs, leftDelimiter, rightDelimiter } = template;
  if (data === "") complain(["EmbeddedTmpl"], "Must specify a source path or have an embedded template");
  if (data.length > limits.templateLength)
    complain(["EmbeddedTmpl"], `The template is longer than ${String(limits.templateLength)} characters`);
  else if (leftDelimiter === rightDelimiter) complain(["RightDelim"], "The delimiters must differ");
  else for (const message of checkTemplate({ ...template, ...sound })) complain(["EmbeddedTmpl"], message);
  if (destination === "") complain(["DestPath"], "Must specify a destination for the template");
  else if (destinationOf(destination) === undefined)
    complain(["DestPath"], `The destination ${quoted(destination)} is not below local/ or secrets/`);
  if (modeOf(perms) === undefined) complain(["Perms"], `Failed to parse ${quoted(perms)} as octal`);
  if (splayMs < 0) complain(["Splay"], "Must specify positive splay value");
  checkChange(complain, template);
};

export const checkTemplates = (complain: Complain, task: Task): void => {
  each(complain, { word: "Templates", items: task.templates }, checkOne);
  const files = new Map<string, number>();
  for (const [index, template] of task.templates.entries()) {
    const file = destinationOf(template.destination);
    if (file === undefined) continue;
    const other = files.get(file);
    if (other === undefined) files.set(file, index);
    else
      complain(
        ["Templates", index, "DestPath"],
        `Template ${String(index + 1)} has same destination as ${String(other + 1)}`,
      );
  }
  if (task.templates.length > limits.templatesPerTask)
    complain(["Templates"], `A task has at most ${String(limits.templatesPerTask)} templates`);
};
