/** Somebody who can start a command many times, with two log files and an exit record for each. */
export type Contender = {
  /** With its version. */
  readonly name: string;
  /** What an exit record has survived once it is reported: its fsync class. */
  readonly durability: string;
  /** Runs the command so many times; the seconds from handing the work in to the last exit record. */
  readonly run: (count: number) => Promise<number>;
  /** So many at most are asked of it in one run, because it would take too long. */
  readonly most?: number;
  readonly close?: () => Promise<void>;
};

/** What every contender runs. */
export const command = "/bin/true";
