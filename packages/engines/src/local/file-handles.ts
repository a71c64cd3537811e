const retryMs = 100;

const areMissing = (fault: unknown): boolean => {
  const { code } = fault as NodeJS.ErrnoException;
  return code === "EMFILE" || code === "ENFILE";
};

/** Steps that open a file: out of handles, they are taken again until there are some. */
export const createFileHandles = () => {
  const waiting = new Set<NodeJS.Timeout>();
  const whenFree = (step: () => void): void => {
    try {
      step();
    } catch (fault) {
      if (!areMissing(fault)) throw fault;
      const again = setTimeout(() => {
        waiting.delete(again);
        whenFree(step);
      }, retryMs);
      waiting.add(again);
    }
  };
  return {
    whenFree,
    close: (): void => {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
};
