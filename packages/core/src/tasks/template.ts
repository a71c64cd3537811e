import type { Template } from "../model/job-spec.ts";
import type { Environment } from "./template/functions.ts";
import { parseTemplate } from "./template/parse.ts";
import { renderNodesWith } from "./template/render.ts";
import { TemplateFault } from "./template/value.ts";

/**
 * Files and environment made from text before a task starts: Go's templates with those functions of Consul Template that need nothing but
 * the task's environment. A rendering depends on nothing else, so it does not change while the task runs and `ChangeMode` has nothing to do.
 * https://developer.hashicorp.com/nomad/docs/job-specification/template
 */
type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

const delimitersOf = ({ leftDelimiter, rightDelimiter }: Template) => ({
  left: leftDelimiter || "{{",
  right: rightDelimiter || "}}",
});

const guarded = <T>(
  run: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string } => {
  try {
    return { ok: true, value: run() };
  } catch (problem) {
    if (problem instanceof TemplateFault) return { ok: false, problem: problem.message };
    throw problem;
  }
};

export const renderTemplate = (template: Template, env: Environment): Rendered => {
  const rendered = guarded(() => {
    const { nodes, problems } = parseTemplate(template.data, delimitersOf(template));
    const [problem] = problems;
    if (problem !== undefined) throw new TemplateFault(problem);
    return renderNodesWith(nodes, { env, isStrict: template.errorOnMissingKey });
  });
  return rendered.ok ? { ok: true, text: rendered.value } : rendered;
};

/** A directory's place below the task's, by the name that jobs know it under. */
const places: readonly (readonly [name: string, place: string])[] = [
  ["${NOMAD_TASK_DIR}", "local"],
  ["${NOMAD_SECRETS_DIR}", "secrets"],
];

/** Where a template's file goes, below the task's directory; undefined when that is not below `local/` or `secrets/`. */
export const destinationOf = (destination: string): string | undefined => {
  const [, place] = places.find(([name]) => destination.startsWith(`${name}/`)) ?? [];
  const path = place === undefined ? destination : place + destination.slice(destination.indexOf("/"));
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const isBelow = parts.length > 1 && (parts[0] === "local" || parts[0] === "secrets");
  const isPlain = !path.startsWith("/") && !path.includes("\0") && !parts.includes("..");
  return isBelow && isPlain ? parts.join("/") : undefined;
};

/** `0644` and its like; undefined for what is no mode. */
export const modeOf = (perms: string): number | undefined => {
  if (perms === "") return 0o644;
  return /^0?[0-7]{3}$/.test(perms) ? Number.parseInt(perms, 8) : undefined;
};

/** What a template asks for that cannot be done, in sentences. */
export const checkTemplate = (template: Template): readonly string[] => {
  const parsed = guarded(() => parseTemplate(template.data, delimitersOf(template)));
  return [
    ...(destinationOf(template.destination) === undefined
      ? [`The destination ${JSON.stringify(template.destination)} is not below local/ or secrets/`]
      : []),
    ...(modeOf(template.perms) === undefined ? [`${JSON.stringify(template.perms)} is no file mode such as 0644`] : []),
    ...(parsed.ok ? parsed.value.problems : [`It cannot be read: ${parsed.problem}`]),
  ];
};

const unquoted = (value: string): string => {
  const double = /^"((?:[^"\\]|\\.)*)"$/.exec(value)?.[1];
  if (double !== undefined)
    return double.replaceAll(/\\(.)/g, (_whole, one: string) => (one === "n" ? "\n" : one === "t" ? "\t" : one));
  const single = /^'([^']*)'$/.exec(value)?.[1];
  if (single !== undefined) return single;
  const comment = value.search(/\s#/);
  return (comment === -1 ? value : value.slice(0, comment)).trim();
};

/** `KEY=value` lines as shells and `.env` files have them: `#` comments, `export`, quotes. */
export const environmentOf = (
  text: string,
): { readonly ok: true; readonly env: Environment } | { readonly ok: false; readonly problem: string } => {
  const entries: [string, string][] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const [, key, value] = /^(?:export\s+)?([^\s=]+)\s*=\s*(.*)$/s.exec(trimmed) ?? [];
    if (key === undefined || value === undefined)
      return { ok: false, problem: `line ${String(at + 1)} of the rendered environment is no KEY=value` };
    entries.push([key, unquoted(value)]);
  }
  return { ok: true, env: Object.fromEntries(entries) };
};
