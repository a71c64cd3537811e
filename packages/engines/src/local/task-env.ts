import { join } from "node:path";
import type { StartRequest } from "../engine.ts";
import { MARKER_NAME, runMarker } from "./run-key.ts";

export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a task gets from the server's own environment, and nothing else. */
const INHERITED = ["PATH", "LANG", "TZ"];

const record = (): Record<string, string> => Object.create(null) as Record<string, string>;

export const baseEnvironment = (
  own: Readonly<Record<string, string | undefined>>,
  home: string,
): Readonly<Record<string, string>> => {
  const env = record();
  for (const name of INHERITED) {
    const value = own[name];
    if (value !== undefined && value !== "") env[name] = value;
  }
  env["PATH"] ??= DEFAULT_PATH;
  env["HOME"] = home;
  return env;
};

type Directories = Readonly<Record<"NOMAD_ALLOC_DIR" | "NOMAD_TASK_DIR" | "NOMAD_SECRETS_DIR", string>>;

export const taskDirectoryNames = (allocDir: string, task: string): Directories => ({
  NOMAD_ALLOC_DIR: join(allocDir, "alloc"),
  NOMAD_TASK_DIR: join(allocDir, task, "local"),
  NOMAD_SECRETS_DIR: join(allocDir, task, "secrets"),
});

/** Fills in `${NOMAD_TASK_DIR}` and its like: only the engine knows where they are. */
export const fillDirectories = (text: string, directories: Directories): string =>
  text.replaceAll(/\$\{(NOMAD_(?:ALLOC|TASK|SECRETS)_DIR)\}/g, (_whole, name: keyof Directories) => directories[name]);

/** Exactly: the defaults, the request's own, the directories, the marker; on a null prototype, so nothing is inherited. */
export const taskEnvironment = (
  request: Pick<StartRequest, "run" | "allocId" | "env">,
  allocDir: string,
  base: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const directories = taskDirectoryNames(allocDir, request.run.task);
  const env = Object.assign(record(), base);
  for (const [name, value] of Object.entries(request.env)) env[name] = fillDirectories(value, directories);
  return Object.assign(env, directories, { [MARKER_NAME]: runMarker(request.allocId, request.run) });
};

/** The first name or value that cannot be passed to a program. */
export const environmentProblem = (env: Readonly<Record<string, string>>): string | undefined => {
  const bad = Object.entries(env).find(([name, value]) => name === "" || /[=\0]/.test(name) || value.includes("\0"));
  return bad === undefined
    ? undefined
    : `the environment variable ${JSON.stringify(bad[0])} has a name or value that no program can receive`;
};
