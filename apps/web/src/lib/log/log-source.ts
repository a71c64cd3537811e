import { respond } from "../../api/client.ts";

/** Which log; the words of `packages/api`. */
export type LogAddress = {
  readonly allocation: string;
  readonly task: string;
  readonly stream: "stdout" | "stderr";
};

/** Bytes from `offset` on; `head` and `size` are the log's extent when they were read. */
export type LogPart = {
  readonly head: number;
  readonly size: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
};

const numberHeader = (response: Response, name: string): number => {
  const value = Number(response.headers.get(name) ?? Number.NaN);
  if (!Number.isFinite(value)) throw new Error(`the answer has no ${name}`);
  return value;
};

/** A negative offset counts from the end. */
export const readLog = async (address: LogAddress, offset: number, limit: number): Promise<LogPart> => {
  const response = await respond("readLog", {
    params: { allocation: address.allocation, task: address.task, stream: address.stream },
    query: { offset, limit },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    head: numberHeader(response, "X-Log-Head"),
    size: numberHeader(response, "X-Log-Size"),
    offset: numberHeader(response, "X-Log-Offset"),
    bytes,
  };
};
