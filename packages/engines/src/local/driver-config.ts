import type { ConfigProblem } from "../config-problem.ts";

export type ProcessConfig = { readonly command: string; readonly args: readonly string[] };

export const PROCESS_DRIVERS = ["raw_exec", "exec"] as const;
export type ProcessDriver = (typeof PROCESS_DRIVERS)[number];

export const isProcessDriver = (driver: string): driver is ProcessDriver =>
  (PROCESS_DRIVERS as readonly string[]).includes(driver);

const KNOWN_KEYS = new Set(["command", "args"]);
/** Linux refuses a longer single argument (MAX_ARG_STRLEN, 32 pages). */
const LONGEST_ARGUMENT = 131_071;

const textProblem = (value: unknown): string | undefined => {
  if (typeof value !== "string") return "must be a string";
  if (value.includes("\0")) return "must not contain a NUL character";
  if (Buffer.byteLength(value) > LONGEST_ARGUMENT) return `must not be longer than ${LONGEST_ARGUMENT} bytes`;
  return undefined;
};

const argsProblems = (args: unknown): readonly ConfigProblem[] => {
  if (args === undefined || args === null) return [];
  if (!Array.isArray(args)) return [{ path: ["args"], message: "must be a list of strings" }];
  return args.flatMap((arg, index) => {
    const message = textProblem(arg);
    return message === undefined ? [] : [{ path: ["args", index], message }];
  });
};

/** What is wrong with a task's `config` for a driver of this engine; empty when it can be started. */
export const validateDriverConfig = (
  driver: string,
  config: Readonly<Record<string, unknown>>,
): readonly ConfigProblem[] => {
  if (!isProcessDriver(driver))
    return [{ path: [], message: `unknown driver "${driver}"; this server has ${PROCESS_DRIVERS.join(", ")}` }];
  const command = config["command"];
  const problems: ConfigProblem[] = [];
  if (command === undefined || command === null || command === "")
    problems.push({ path: ["command"], message: "is required" });
  else {
    const message = textProblem(command);
    if (message !== undefined) problems.push({ path: ["command"], message });
  }
  const unknown = Object.keys(config).filter((key) => !KNOWN_KEYS.has(key));
  return [
    ...problems,
    ...argsProblems(config["args"]),
    ...unknown.map((key) => ({ path: [key], message: `is not known to the driver ${driver}` })),
  ];
};

/** Only after `validateDriverConfig` found nothing. */
export const processConfig = (config: Readonly<Record<string, unknown>>): ProcessConfig => ({
  command: String(config["command"]),
  args: ((config["args"] ?? []) as readonly unknown[]).map(String),
});
