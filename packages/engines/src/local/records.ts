/** What the shims append; the grammar is in `launcher-script.ts`. */
export type RunRecord =
  | {
      readonly type: "started";
      readonly id: string;
      readonly pid: number;
      readonly start: number;
      readonly slot: string;
      readonly logCap: number;
    }
  | { readonly type: "ended"; readonly id: string; readonly status: number; readonly uptimeMs: number }
  | { readonly type: "failed"; readonly id: string; readonly step: string }
  | { readonly type: "duplicate"; readonly id: string }
  | { readonly type: "made"; readonly batch: number }
  | { readonly type: "trimmed"; readonly trim: number; readonly status: number }
  | { readonly type: "probed"; readonly probe: number }
  | { readonly type: "piped"; readonly worker: number }
  | { readonly type: "ready"; readonly worker: number };

const LINE =
  /^(?:S (\S+) (\d+) (\d+) (\S+) (\d+) \.|X (\S+) (\d+) ([\d.]+) \.|F (\S+) (\w+) \.|D (\S+) \.|([MWRP]) (\d+) \.|T (\d+) (\d+) \.)$/;

export const parseRecord = (line: string): RunRecord | undefined => {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [
    ,
    startedId,
    pid,
    start,
    slot,
    cap,
    endedId,
    status,
    uptime,
    failedId,
    step,
    duplicateId,
    kind,
    number,
    trim,
    trimStatus,
  ] = match;
  if (startedId !== undefined)
    return {
      type: "started",
      id: startedId,
      pid: Number(pid),
      start: Number(start),
      slot: slot ?? "-",
      logCap: Number(cap),
    };
  if (endedId !== undefined)
    return { type: "ended", id: endedId, status: Number(status), uptimeMs: Math.round(Number(uptime) * 1000) };
  if (failedId !== undefined) return { type: "failed", id: failedId, step: step ?? "" };
  if (duplicateId !== undefined) return { type: "duplicate", id: duplicateId };
  if (trim !== undefined) return { type: "trimmed", trim: Number(trim), status: Number(trimStatus) };
  if (kind === "M") return { type: "made", batch: Number(number) };
  if (kind === "P") return { type: "probed", probe: Number(number) };
  return { type: kind === "W" ? "piped" : "ready", worker: Number(number) };
};
