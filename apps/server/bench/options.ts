import { parseArgs } from "node:util";

export type Options = {
  readonly suites: readonly string[];
  /** Where the rows are written as JSON. */
  readonly json: string | undefined;
  /** Fewer and shorter runs: under a minute a suite. */
  readonly quick: boolean;
};

/** A mistake in the command line; the message says what there is. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const usage = (known: readonly string[]): string =>
  `Usage: npm run bench -- [suite …] [--json FILE] [--quick]\nSuites: ${known.join(", ")} (all, when none is named)`;

const parse = (args: readonly string[], known: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: { json: { type: "string" }, quick: { type: "boolean" }, help: { type: "boolean" } },
    });
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message : String(cause)}\n${usage(known)}`);
  }
};

/** Reads the command line; suites come back in the order they are known in, each once. */
export const readOptions = (args: readonly string[], known: readonly string[]): Options => {
  const { values, positionals } = parse(args, known);
  if (values.help === true) throw new UsageError(usage(known));
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(`There is no suite named ${unknown.join(", ")}\n${usage(known)}`);
  const suites = positionals.length === 0 ? known : known.filter((name) => positionals.includes(name));
  return { suites, json: values.json, quick: values.quick ?? false };
};
