/** What is going on, on standard error, so that the table alone stands on standard output. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
