import { limits } from "../../limits.ts";
import type { SpecProblem } from "../problem.ts";

export type Path = readonly (string | number)[];

/** Notes a fault of what stands at `path` below the place that is being looked at. */
export type Complain = (path: Path, message: string, severity?: SpecProblem["severity"]) => void;

/** Complains of what stands below `steps`. */
export const below =
  (complain: Complain, ...steps: Path): Complain =>
  (path, message, severity) => {
    complain([...steps, ...path], message, severity);
  };

/** Looks at each member of a list in its place. */
export const each = <T>(
  complain: Complain,
  list: { readonly word: string; readonly items: readonly T[] },
  look: (complain: Complain, item: T) => void,
): void => {
  for (const [index, item] of list.items.entries()) look(below(complain, list.word, index), item);
};

/** What a message quotes of a user's text. */
export const quoted = (text: string): string => JSON.stringify(text.slice(0, 50));

/** The field `word` is not below `least`, and no more than anything may be. */
export const checkNumber = (
  complain: Complain,
  field: { readonly word: string; readonly least: number; readonly message?: string },
  value: number,
): void => {
  if (value < field.least)
    complain(
      [field.word],
      field.message ?? `${field.word} must be at least ${String(field.least)} (got ${String(value)})`,
    );
  if (value > limits.quantity)
    complain([field.word], `${field.word} must be at most ${String(limits.quantity)} (got ${String(value)})`);
};
