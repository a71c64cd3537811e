import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";

export type Resolved = { readonly path: string } | { readonly problem: string };

const kindOf = (path: string): "ok" | "missing" | "directory" | "forbidden" => {
  try {
    if (!statSync(path).isFile()) return "directory";
  } catch {
    return "missing";
  }
  try {
    accessSync(path, constants.X_OK);
    return "ok";
  } catch {
    return "forbidden";
  }
};

/** The interpreter a script names in its first line, when that program does not exist: the kernel would answer "no such file" about the script. */
const missingInterpreter = (path: string): string | undefined => {
  const buffer = Buffer.alloc(256);
  try {
    const fd = openSync(path, "r");
    const count = readSync(fd, buffer, 0, buffer.length, 0);
    closeSync(fd);
    const interpreter = /^#!\s*(\S+)/.exec(buffer.toString("latin1", 0, count))?.[1];
    return interpreter !== undefined && kindOf(interpreter) !== "ok" ? interpreter : undefined;
  } catch {
    return undefined;
  }
};

/** A burst of starts of one program looks at it once. */
const REMEMBERED_MS = 500;
const checked = new Map<string, { readonly at: number; readonly result: Resolved }>();

const check = (path: string): Resolved => {
  const now = performance.now();
  const known = checked.get(path);
  if (known !== undefined && now - known.at < REMEMBERED_MS) return known.result;
  if (checked.size > 1_000) checked.clear();
  const result = examine(path);
  if ("path" in result) checked.set(path, { at: now, result });
  return result;
};

const examine = (path: string): Resolved => {
  const kind = kindOf(path);
  if (kind === "missing") return { problem: `command not found: ${path}` };
  if (kind === "directory") return { problem: `not a program: ${path} is not a regular file` };
  if (kind === "forbidden") return { problem: `permission denied: ${path} is not executable` };
  const interpreter = missingInterpreter(path);
  return interpreter === undefined
    ? { path }
    : { problem: `cannot run ${path}: its interpreter ${interpreter} does not exist or is not executable` };
};

/**
 * Finds the program before anything is claimed or forked, as execvp would: a name with a slash is a path (relative to
 * the task's directory), any other is looked up along the task's own PATH.
 */
export const resolveExecutable = (command: string, taskDir: string, searchPath: string): Resolved => {
  if (command.includes("/")) return check(isAbsolute(command) ? command : join(taskDir, command));
  const directories = searchPath.split(":").map((directory) => (directory === "" ? taskDir : directory));
  let forbidden: string | undefined;
  for (const directory of directories) {
    const path = join(isAbsolute(directory) ? directory : join(taskDir, directory), command);
    const kind = kindOf(path);
    if (kind === "ok") return check(path);
    if (kind === "forbidden") forbidden ??= path;
  }
  return {
    problem:
      forbidden === undefined
        ? `command not found: ${command} (PATH is ${searchPath})`
        : `permission denied: ${forbidden} is not executable`,
  };
};
