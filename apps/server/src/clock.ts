import { randomBytes, randomUUID } from "node:crypto";

/** The only reader of time and randomness. */
export const clock = {
  /** Milliseconds since the epoch. */
  now: (): number => Date.now(),
  random: (): number => Math.random(),
  uuid: (): string => randomUUID(),
  secret: (bytes: number): string => randomBytes(bytes).toString("base64url"),
};
