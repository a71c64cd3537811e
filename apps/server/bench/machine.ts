import { arch, cpus, release, totalmem } from "node:os";
import { fileSystemOf, scratchRoot } from "./harness/scratch.ts";

/** What the figures depend on besides the programs. */
export const describeMachine = (): string => {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "";
  return [
    `${String(processors.length)} × ${model === "" ? arch() : model}`,
    `${String(Math.round(totalmem() / 2 ** 30))} GB`,
    `Linux ${release()}`,
    `Node ${process.version}`,
    `SQLite ${process.versions["sqlite"] ?? ""}`,
    `${fileSystemOf(scratchRoot())} at ${scratchRoot()}`,
  ].join(", ");
};
