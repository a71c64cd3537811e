import type { StartRequest } from "../engine.ts";
import { processConfig, validateDriverConfig } from "./driver-config.ts";
import { resolveExecutable } from "./executable.ts";
import { allocDirectory, isTaskName } from "./run-key.ts";
import { environmentProblem, fillDirectories, taskDirectoryNames, taskEnvironment } from "./task-env.ts";
import type { TaskUsers } from "./task-user.ts";

export type CommandSettings = {
  readonly dataDir: string;
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly users: TaskUsers;
};

/** What is run for a task: everything that can be known to be wrong before a process exists is the problem. */
export type CommandLine = {
  readonly allocDir: string;
  readonly task: string;
  readonly env: Readonly<Record<string, string>>;
  /** The command's own words behind whatever changes the user. */
  readonly argv: readonly string[];
  /** `uid:gid` that must own the task's directories; undefined for the server's own user. */
  readonly owner: string | undefined;
};

export const commandLine = (
  settings: CommandSettings,
  request: Pick<StartRequest, "run" | "allocId" | "driver" | "config" | "env" | "user">,
): CommandLine | { readonly problem: string } => {
  const { task } = request.run;
  if (!isTaskName(task)) return { problem: `the task name ${JSON.stringify(task)} cannot be a directory name` };
  const [configProblem] = validateDriverConfig(request.driver, request.config);
  if (configProblem !== undefined)
    return {
      problem: `invalid configuration: ${[...configProblem.path].join(".")} ${configProblem.message}`.replace(
        ":  ",
        ": ",
      ),
    };
  const allocDir = allocDirectory(settings.dataDir, request.allocId);
  const user = settings.users.resolve(request.user, allocDir);
  if ("problem" in user) return user;
  const base = user.home === undefined ? settings.baseEnv : { ...settings.baseEnv, HOME: user.home };
  const env = taskEnvironment(request, allocDir, base);
  const invalid = environmentProblem(env);
  if (invalid !== undefined) return { problem: invalid };
  const places = taskDirectoryNames(allocDir, task);
  const given = processConfig(request.config);
  const command = fillDirectories(given.command, places);
  const program = resolveExecutable(command, `${allocDir}/${task}`, env["PATH"] ?? "");
  if ("problem" in program) return program;
  const args = given.args.map((arg) => fillDirectories(arg, places));
  return { allocDir, task, env, argv: [...user.prefix, program.path, ...args], owner: user.owner };
};
