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

/** Exactly: the defaults, the request's own, the directories, the marker; on a null prototype, so nothing is inherited. */
export const taskEnvironment = (
  request: StartRequest,
  allocDir: string,
  base: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.assign(record(), base, request.env, {
    NOMAD_ALLOC_DIR: join(allocDir, "alloc"),
    NOMAD_TASK_DIR: join(allocDir, request.run.task, "local"),
    NOMAD_SECRETS_DIR: join(allocDir, request.run.task, "secrets"),
    [MARKER_NAME]: runMarker(request.allocId, request.run),
  });

/** The first name or value that cannot be passed to a program. */
export const environmentProblem = (env: Readonly<Record<string, string>>): string | undefined => {
  const bad = Object.entries(env).find(([name, value]) => name === "" || /[=\0]/.test(name) || value.includes("\0"));
  return bad === undefined
    ? undefined
    : `the environment variable ${JSON.stringify(bad[0])} has a name or value that no program can receive`;
};
