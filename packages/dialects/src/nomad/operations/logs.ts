import { findGroup, hasEnded, type Allocation } from "@longshore/core/model";
import type { Desk, DialectRequest, LogAddress, Operation, Reply } from "../../dialect.ts";
import { mayEnter, parseBool, permissionDenied } from "../inbound/query.ts";
import { toBase64 } from "../../units.ts";
import { toJson } from "../json.ts";
import { isRefused, refuse, type Refused } from "../reply.ts";
import { after, operation, pathParam, readMethods } from "./operation.ts";

/** Nomad's largest frame, and how often it says that the stream still lives. */
const frameBytes = 65_536;
const heartbeatMs = 1000;

type Asked = {
  readonly log: LogAddress;
  readonly follow: boolean;
  readonly plain: boolean;
  readonly fromEnd: boolean;
  readonly offset: number;
};

const readBool = (request: DialectRequest, name: string): boolean | Refused => {
  const text = request.query.get(name) ?? "";
  const value = text === "" ? false : parseBool(text);
  if (value !== undefined) return value;
  const shown = text.slice(0, 100);
  return refuse(400, `failed to parse ${name} field to boolean: strconv.ParseBool: parsing "${shown}": invalid syntax`);
};

const readOffset = (request: DialectRequest): number | Refused => {
  const text = request.query.get("offset") ?? "";
  if (text === "") return 0;
  if (/^-?\d{1,15}$/.test(text)) return Math.max(0, Number(text));
  return refuse(400, `error parsing offset: strconv.ParseInt: parsing "${text.slice(0, 100)}": invalid syntax`);
};

const readAsked = (request: DialectRequest, allocId: string): Asked | Refused => {
  const task = request.query.get("task") ?? "";
  if (task === "") return refuse(400, "must provide task name");
  const follow = readBool(request, "follow");
  if (isRefused(follow)) return follow;
  const plain = readBool(request, "plain");
  if (isRefused(plain)) return plain;
  const stream = request.query.get("type") ?? "";
  if (stream !== "stdout" && stream !== "stderr") return refuse(400, "must provide log type (stdout/stderr)");
  const offset = readOffset(request);
  if (isRefused(offset)) return offset;
  const origin = request.query.get("origin") ?? "";
  if (origin !== "" && origin !== "start" && origin !== "end") return refuse(400, "origin must be start or end");
  return { log: { allocId, task, stream }, follow, plain, fromEnd: origin === "end", offset };
};

const hasTask = (desk: Desk, allocation: Allocation, task: string): boolean => {
  if (Object.hasOwn(allocation.tasks, task)) return true;
  const job = desk.reader.job(allocation.namespace, allocation.jobId);
  return job !== undefined && findGroup(job.spec, allocation.group)?.tasks.some((one) => one.name === task) === true;
};

type Piece = { readonly bytes: Uint8Array; /** Position after the bytes. */ readonly end: number };

/**
 * The log from `start` on. Without `follow` up to where it ended when asked, so that a task which writes faster than its reader
 * reads cannot keep the reply open; with it until the allocation has ended and everything was given. An empty piece says that
 * a second passed without news.
 */
async function* pieces(desk: Desk, asked: Asked, from: { readonly start: number; readonly size: number }) {
  const { log, follow } = asked;
  let at = from.start;
  for (;;) {
    const wanted = follow ? frameBytes : Math.min(frameBytes, from.size - at);
    if (wanted <= 0) return;
    // Asked before the read: what the task wrote before it ended is then in this read.
    const allocation = desk.reader.allocation(log.allocId);
    const isOver = allocation === undefined || hasEnded(allocation);
    const read = await desk.readLog(log, at, wanted);
    if (read === undefined) return;
    if (read.bytes.length > 0) {
      at = read.offset + read.bytes.length;
      yield { bytes: read.bytes, end: at } satisfies Piece;
    } else if (!follow || isOver) return;
    else {
      await desk.waitForLog(log, read.size, heartbeatMs);
      yield { bytes: new Uint8Array(), end: at } satisfies Piece;
    }
  }
}

/** Empty pieces too: between them a reader that has gone is noticed. */
async function* plainBody(from: AsyncIterable<Piece>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of from) yield bytes;
}

/** Objects one after the other, with nothing between; an empty one is a sign of life. */
async function* framedBody(from: AsyncIterable<Piece>, file: string): AsyncGenerator<string> {
  for await (const { bytes, end } of from)
    yield bytes.length === 0 ? "{}" : toJson({ Data: toBase64(bytes), File: file, Offset: end });
}

const handle = async (desk: Desk, request: DialectRequest, id: string): Promise<Reply | Refused> => {
  const asked = readAsked(request, id);
  if (isRefused(asked)) return asked;
  const { log, plain, fromEnd, offset } = asked;
  const allocation = desk.reader.allocation(id);
  if (allocation === undefined) return refuse(404, `Unknown allocation "${id.slice(0, 100)}"`);
  if (!mayEnter(request.actor, allocation.namespace)) return permissionDenied;
  if (!hasTask(desk, allocation, log.task)) return refuse(400, `unknown task name "${log.task.slice(0, 100)}"`);
  const extent = await desk.readLog(log, 0, 0);
  if (extent === undefined) return refuse(404, `task "${log.task}" not started yet. No logs available`);
  const start = Math.max(extent.head, fromEnd ? extent.size - offset : offset);
  const from = pieces(desk, asked, { start, size: extent.size });
  // What follows a log must reach its reader as it comes: compressing would hold it back.
  const headers = (type: string) => ({
    "Content-Type": type,
    ...(asked.follow ? { "Cache-Control": "no-transform" } : {}),
  });
  if (plain) return { status: 200, headers: headers("text/plain; charset=utf-8"), body: plainBody(from) };
  // One file, whose head moves as old output is dropped: offsets stay true.
  const file = `alloc/logs/${log.task}.${log.stream}.0`;
  return { status: 200, headers: headers("application/json"), body: framedBody(from, file) };
};

const readLogs = operation({
  name: "readTaskLogs",
  methods: readMethods,
  pattern: "/v1/client/fs/logs/{allocation}",
  match: after("/v1/client/fs/logs/", "allocation"),
  role: "viewer",
  handle: (desk, request, params) => handle(desk, request, pathParam(params, "allocation")),
});

export const logs: readonly Operation[] = [readLogs];
