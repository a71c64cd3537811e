import type { Engine } from "@longshore/engines/engine";

/** What is out of order: the store takes no changes, an engine starts nothing. */
export type Trouble = "store" | "engine";

export type Troubles = {
  /** In a sentence for whoever looks at the dashboard. */
  readonly begin: (trouble: Trouble, text: string) => void;
  readonly end: (trouble: Trouble) => void;
  readonly now: () => readonly string[];
};

/** [R13] What is wrong, for as long as it is. */
export const createTroubles = (): Troubles => {
  const texts = new Map<Trouble, string>();
  return {
    begin: (trouble, text) => void texts.set(trouble, text),
    end: (trouble) => void texts.delete(trouble),
    now: () => [...texts.values()],
  };
};

/** The same engine; what it cannot do is said until it can do it again. */
export const withTroubles = (engine: Engine, troubles: Troubles): Engine => {
  const watched = <Request>(what: string, ask: (request: Request) => void) => {
    return (request: Request): void => {
      try {
        ask(request);
        troubles.end("engine");
      } catch (fault) {
        const reason = fault instanceof Error ? fault.message : String(fault);
        troubles.begin("engine", `A task cannot be ${what} now, which is tried again: ${reason}`);
        throw fault;
      }
    };
  };
  return { ...engine, start: watched("started", engine.start), stop: watched("stopped", engine.stop) };
};
