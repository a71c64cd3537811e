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

/** What an engine saw of a check. Only a change of status is reported. */
export type CheckReport = {
  readonly allocation: number;
  readonly check: string;
  readonly at: number;
  readonly status: Exclude<CheckStatus, "pending">;
  readonly output: string;
  readonly failures: number;
};

/** Names one check of an allocation: `service/check`. */
export const checkKey = (service: { readonly name: string }, check: { readonly name: string }): string =>
  `${service.name}/${check.name}`;
