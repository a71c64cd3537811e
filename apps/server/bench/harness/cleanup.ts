type Undo = () => Promise<void> | void;

const undos: Undo[] = [];

/** Registers what must be undone however the benchmark ends; returns a call that does it now, once. */
export const defer = (undo: Undo): (() => Promise<void>) => {
  undos.push(undo);
  return async () => {
    const at = undos.indexOf(undo);
    if (at < 0) return;
    undos.splice(at, 1);
    await undo();
  };
};

/** Undoes everything that is still registered, the last first; one failure does not keep the others from their turn. */
export const cleanUp = async (): Promise<void> => {
  for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
    try {
      await undo();
    } catch (fault) {
      process.stderr.write(`Not cleaned up: ${fault instanceof Error ? fault.message : String(fault)}\n`);
    }
  }
};
