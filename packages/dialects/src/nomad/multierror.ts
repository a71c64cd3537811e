import type { Json, JsonObject } from "@longshore/core/model";
import type { SpecProblem } from "@longshore/core/spec/problem";

/** The text of hashicorp/go-multierror's default format. */
export const multierror = (messages: readonly string[]): string =>
  messages.length === 1
    ? `1 error occurred:\n\t* ${messages[0] ?? ""}\n\n`
    : `${String(messages.length)} errors occurred:\n\t${messages.map((message) => `* ${message}`).join("\n\t")}\n\n`;

/** Nomad's `Warnings`. */
export const warningsText = (messages: readonly string[]): string =>
  messages.length === 0
    ? ""
    : `${String(messages.length)} warning(s):\n${messages.map((message) => `\n* ${message}`).join("")}`;

type Level = { readonly own: string[]; readonly inner: Map<number, Level> };
const level = (): Level => ({ own: [], inner: new Map() });

const innerOf = (outer: Level, index: number): Level => {
  const found = outer.inner.get(index);
  if (found !== undefined) return found;
  const made = level();
  outer.inner.set(index, made);
  return made;
};

/** Whether a problem with a group or task belongs to what contains it, as one that concerns two of them does in Nomad. */
const isOfContainer = (problem: SpecProblem): boolean => problem.message.includes(" redefines '");

const place = (root: Level, problem: SpecProblem): void => {
  const [groups, group, tasks, task] = problem.path;
  const atGroup = groups === "TaskGroups" && typeof group === "number";
  const atTask = atGroup && tasks === "Tasks" && typeof task === "number";
  let at = root;
  if (atTask) {
    at = innerOf(root, group);
    if (!isOfContainer(problem)) at = innerOf(at, task);
  } else if (atGroup && !isOfContainer(problem)) at = innerOf(root, group);
  at.own.push(problem.message);
};

const nameAt = (list: Json | undefined, index: number): { readonly name: string; readonly item: JsonObject } => {
  const item = (Array.isArray(list) ? (list as readonly Json[])[index] : undefined) ?? {};
  const record = typeof item === "object" && !Array.isArray(item) ? (item as JsonObject) : {};
  const name = valueOf(record, "name");
  return { name: typeof name === "string" && name !== "" ? name : String(index + 1), item: record };
};

const valueOf = (record: JsonObject, word: string): Json | undefined =>
  Object.entries(record).find(([key]) => key.toLowerCase() === word)?.[1];

/** All that is wrong with a definition, nested per group and task as Nomad nests it; `definition` gives their names. */
export const problemsText = (problems: readonly SpecProblem[], definition: JsonObject): string => {
  const root = level();
  for (const problem of problems) place(root, problem);
  const groups = valueOf(definition, "taskgroups");
  const messages = [...root.inner].map(([groupIndex, group]) => {
    const { name, item } = nameAt(groups, groupIndex);
    const tasks = valueOf(item, "tasks");
    const inner = [...group.inner].map(
      ([taskIndex, task]) => `Task ${nameAt(tasks, taskIndex).name} validation failed: ${multierror(task.own)}`,
    );
    return `Task group ${name} validation failed: ${multierror([...group.own, ...inner])}`;
  });
  return multierror([...root.own, ...messages]);
};
