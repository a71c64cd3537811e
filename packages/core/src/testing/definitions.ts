import type { JobSpec } from "../model/job-spec.ts";
import { parseDefinition, type ParsedDefinition } from "../spec/parse.ts";
import type { SpecProblem } from "../spec/problem.ts";

/** The smallest valid definition, as a client sends it, and ways to say more in it. */
export const task = { Name: "main", Driver: "raw_exec", Config: { command: "/bin/true" } };
export const group = { Name: "web", Tasks: [task] };
export const job = { ID: "web", TaskGroups: [group] };

export type Given = { readonly [key: string]: unknown };
export const withTask = (more: Given): Given => ({ ...job, TaskGroups: [{ ...group, Tasks: [{ ...task, ...more }] }] });
export const withGroup = (more: Given): Given => ({ ...job, TaskGroups: [{ ...group, ...more }] });

export const parse = (definition: unknown): ParsedDefinition => parseDefinition(definition, () => []);

export const parsed = (definition: unknown): JobSpec => {
  const found = parse(definition);
  if (found.spec === undefined) throw new Error(JSON.stringify(found.errors));
  return found.spec;
};

const lines = (problems: readonly SpecProblem[]): readonly string[] =>
  problems.map(({ path, message }) => `${path.join(".")}: ${message}`);

/** As `path: message`. */
export const errors = (definition: unknown): readonly string[] => lines(parse(definition).errors);
export const warnings = (definition: unknown): readonly string[] => lines(parse(definition).warnings);

/** Errors of a group or a task without the path that leads to it. */
export const ofGroup = (more: Given, ofJob: Given = {}): readonly string[] =>
  errors({ ...withGroup(more), ...ofJob }).map((text) => text.replace(/^TaskGroups\.0\./, ""));
export const ofTask = (more: Given, ofJob: Given = {}): readonly string[] =>
  errors({ ...withTask(more), ...ofJob }).map((text) => text.replace(/^TaskGroups\.0\.Tasks\.0\./, ""));
