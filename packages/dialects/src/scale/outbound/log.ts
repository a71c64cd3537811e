import type { Attempt, Job } from "@longshore/core/model";
import { attemptId } from "@longshore/core/model";
import { rfc3339 } from "../../units.ts";
import type * as wire from "../wire.ts";
import { clusterId } from "./execution.ts";

const newline = 0x0a;

export type LogSetting = {
  readonly job: Job;
  readonly attempt: Attempt;
  readonly hostname: string;
  readonly stream: wire.LogRecord["stream"];
};

/** Part of a log; `isEnd`: nothing comes after it, so that its last line is whole without a newline. */
export type LogPart = { readonly bytes: Uint8Array; readonly offset: number; readonly isEnd: boolean };

/** The order of a line among those of both streams: where it begins, standard output's even and standard error's odd. */
const orderOf = (offset: number, stream: wire.LogRecord["stream"]): number =>
  2 * offset + (stream === "stderr" ? 1 : 0);

/**
 * The whole lines of a part of a log, and where the next part begins. A line has no time of its own: all have their execution's, and their
 * order number tells them apart, which is what it is for.
 */
export const linesToWire = (
  part: LogPart,
  setting: LogSetting,
): { readonly records: readonly wire.LogRecord[]; readonly next: number } => {
  const { job, attempt, hostname, stream } = setting;
  const decoder = new TextDecoder();
  const common = {
    "@timestamp": rfc3339(attempt.startedAt ?? attempt.queuedAt) ?? "",
    scale_task: attemptId(attempt),
    scale_job_exe: clusterId(job, attempt),
    scale_node: hostname,
    stream,
  };
  const records: wire.LogRecord[] = [];
  let from = 0;
  while (from < part.bytes.length) {
    const end = part.bytes.indexOf(newline, from);
    if (end < 0 && !part.isEnd) break;
    const to = end < 0 ? part.bytes.length : end;
    records.push({
      message: decoder.decode(part.bytes.subarray(from, to)),
      ...common,
      scale_order_num: orderOf(part.offset + from, stream),
    });
    from = end < 0 ? to : end + 1;
  }
  return { records, next: part.offset + from };
};
