/** One line of progress. Everything is on stderr, so that stdout carries only what the started program says. */
export const say = (line) => console.error(`longshore: ${line}`);

/** Ends the launcher with a message and an exit code: something the reader can act on, so no stack is shown. */
export class Stop extends Error {
  name = "Stop";

  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
