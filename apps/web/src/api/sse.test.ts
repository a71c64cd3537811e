import { expect, it } from "vitest";
import { createSseParser } from "./sse.ts";
import type { SseEvent } from "./sse.ts";

const read = (...chunks: readonly string[]): readonly SseEvent[] => {
  const events: SseEvent[] = [];
  const parse = createSseParser((event) => events.push(event));
  for (const chunk of chunks) parse(chunk);
  return events;
};
const stream = 'event: hello\ndata: {"a":1}\n\n: beat\n\nid: 7\nevent: change\ndata: one\ndata: two\n\n';
const events = [
  { id: "", event: "hello", data: '{"a":1}' },
  { id: "7", event: "change", data: "one\ntwo" },
];

it("reads events, comments aside", () => {
  expect(read(stream)).toEqual(events);
});
it("reads the same however the stream is cut", () => {
  for (let cut = 1; cut < stream.length; cut++) expect(read(stream.slice(0, cut), stream.slice(cut))).toEqual(events);
  expect(read(...stream.split(""))).toEqual(events);
});
it("takes every end of line, cut in the middle too", () => {
  expect(read(stream.replaceAll("\n", "\r\n"))).toEqual(events);
  expect(read(...stream.replaceAll("\n", "\r\n").split(""))).toEqual(events);
});
it("keeps the last id for events without one", () => {
  expect(read("id: 3\ndata: a\n\ndata: b\n\n").map((event) => event.id)).toEqual(["3", "3"]);
});
it("does not emit what has not ended", () => {
  expect(read("data: a\n")).toEqual([]);
});
