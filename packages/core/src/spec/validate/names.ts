import { limits } from "../../limits.ts";
import type { Complain } from "./complain.ts";

const controlCharacter = /\p{Cc}/u;
/** Half of a character: no file, command line or table holds it, so what is read back would be another name. */
const halfCharacter = /\p{Cs}/u;

/** A name of `what`: any text in one line, and not too long. */
export const checkName = (complain: Complain, what: string, name: string): void => {
  if (name === "") return complain(["Name"], `Missing ${what}`);
  if (name.length > limits.nameLength)
    complain(["Name"], `The ${what} is longer than ${String(limits.nameLength)} characters`);
  if (controlCharacter.test(name)) complain(["Name"], `The ${what} contains a control character`);
  if (halfCharacter.test(name)) complain(["Name"], `The ${what} is not well-formed Unicode`);
};

export const checkJobId = (complain: Complain, id: string): void => {
  if (id === "") complain(["ID"], "Missing job ID");
  else if (id.includes(" ")) complain(["ID"], "Job ID contains a space");
  else if (controlCharacter.test(id)) complain(["ID"], "Job ID contains a control character");
  else if (halfCharacter.test(id)) complain(["ID"], "Job ID is not well-formed Unicode");
  // In an address both are steps, not names: no client could ask for such a job.
  else if (id === "." || id === "..") complain(["ID"], "Job ID cannot be . or ..");
  if (id.length > limits.idLength)
    complain(["ID"], `Job ID is longer than ${String(limits.idLength)} characters (${String(id.length)})`);
};

/** `what` names a member for people, and its last word alone stands for an earlier one. */
export const checkUnique = (
  complain: Complain,
  list: { readonly word: string; readonly what: string },
  names: readonly string[],
): void => {
  const first = new Map<string, number>();
  const short = list.what.split(" ").at(-1)?.toLowerCase() ?? "";
  for (const [index, name] of names.entries()) {
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    else if (name !== "")
      complain(
        [list.word, index, "Name"],
        `${list.what} ${String(index + 1)} redefines '${name}' from ${short} ${String(before + 1)}`,
      );
  }
};
