/** Far above what anything takes on a busy machine; no test waits this long unless it fails. */
const patienceMs = 60_000;
const lookMs = 20;

/** Looks again and again until what it reads is as wanted, and returns that; fails with the last reading. */
export const until = async <T>(
  read: () => T | Promise<T>,
  isWanted: (value: T) => boolean,
  what = "what was waited for",
): Promise<T> => {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (performance.now() > end)
      throw new Error(`${what} did not come: ${(JSON.stringify(value) ?? "undefined").slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
};
