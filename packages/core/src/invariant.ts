/** A state that our own code should have made impossible. Caught at the edge, never handled. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

export const must = <T>(value: T | undefined | null, what: string): T => {
  invariant(value !== undefined && value !== null, `missing ${what}`);
  return value;
};
