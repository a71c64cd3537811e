import type { JsonObject } from "../model/json.ts";
import type { Template } from "../model/job-spec.ts";
import {
  interpolateEach,
  interpolateJson,
  nomadEnvironment,
  type Environment,
  type TaskSetting,
} from "./environment.ts";
import { destinationOf, environmentOf, modeOf, renderTemplate } from "./template.ts";

/** A file that is there when the task starts. */
export type TaskFile = {
  /** Below the task's directory. */
  readonly path: string;
  readonly content: string;
  readonly encoding: "utf8" | "base64";
  readonly mode: number;
};

/** A task as it is started: what the job says, with everything it refers to filled in. */
type StartSetting = {
  readonly env: Environment;
  readonly config: JsonObject;
  readonly files: readonly TaskFile[];
};

type Prepared =
  | ({ readonly ok: true } & StartSetting)
  /** Why it cannot be started, in a sentence. */
  | { readonly ok: false; readonly problem: string };

const pathNames = ["NOMAD_TASK_DIR", "NOMAD_ALLOC_DIR", "NOMAD_SECRETS_DIR"];

/** Where the directories are only the engine knows: it fills these in. */
const paths: Environment = Object.fromEntries(pathNames.map((name) => [name, `\${${name}}`]));

type Made = { readonly files: readonly TaskFile[]; readonly env: Environment };

const make = (
  template: Template,
  env: Environment,
): ({ readonly ok: true } & Made) | { readonly ok: false; readonly problem: string } => {
  const refused = (problem: string) => ({
    ok: false as const,
    problem: `The template for ${template.destination || "its environment"} cannot be rendered: ${problem}`,
  });
  const rendered = renderTemplate(template, env);
  if (!rendered.ok) return refused(rendered.problem);
  const path = destinationOf(template.destination);
  const mode = modeOf(template.perms);
  if (path === undefined) return refused("its destination is not below local/ or secrets/");
  if (mode === undefined) return refused("its file mode is none");
  const parsed = template.env ? environmentOf(rendered.text) : { ok: true as const, env: {} };
  if (!parsed.ok) return refused(parsed.problem);
  return { ok: true, files: [{ path, content: rendered.text, encoding: "utf8", mode }], env: parsed.env };
};

/** What a child was dispatched with, where its task wants it. */
const payloadFile = ({ spec, task }: TaskSetting): readonly TaskFile[] =>
  task.dispatchPayload === null || spec.payload === null
    ? []
    : [{ path: `local/${task.dispatchPayload.file}`, content: spec.payload, encoding: "base64", mode: 0o644 }];

/**
 * Templates see what Nomad gives and what the job's `env` says; what they give themselves goes before both, and `env` and the driver's
 * configuration may refer to it.
 */
export const startSetting = (setting: TaskSetting): Prepared => {
  const { task, node } = setting;
  const nomad = nomadEnvironment(setting);
  const files: TaskFile[] = [...payloadFile(setting)];
  let made: Environment = {};
  for (const template of task.templates) {
    const known = { ...nomad, ...paths, ...interpolateEach(task.env, { env: nomad, node }), ...made };
    const one = make(template, known);
    if (!one.ok) return one;
    files.push(...one.files);
    made = { ...made, ...one.env };
  }
  const own = interpolateEach(task.env, { env: { ...nomad, ...made }, node });
  const env = { ...nomad, ...own, ...made };
  return { ok: true, env, config: interpolateJson(task.config, { env, node }) as JsonObject, files };
};
