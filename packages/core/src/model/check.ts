/** `pending` until it was made often enough to say. */
export type CheckStatus = "pending" | "passing" | "failing";

/** The state of one health check of one allocation. */
export type CheckState = {
  readonly status: CheckStatus;
  /** When it became so. */
  readonly since: number;
  /** The last answer, cut to `keptOutput` characters. */
  readonly output: string;
  /** Failures in a row. */
  readonly failures: number;
};

export const keptOutput = 500;

/** What was seen of a check. Reported is a change of status, and what makes tasks be restarted. */
export type CheckReport = {
  readonly allocation: number;
  readonly check: string;
  readonly at: number;
  readonly status: Exclude<CheckStatus, "pending">;
  readonly output: string;
  readonly failures: number;
  /** Tasks to be restarted: the check has failed as often in a row as it may. */
  readonly restarts: readonly string[];
};

/** Names one check of an allocation: `service/check`. */
export const checkKey = (service: { readonly name: string }, check: { readonly name: string }): string =>
  `${service.name}/${check.name}`;
