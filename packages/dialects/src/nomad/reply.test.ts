import { expect, test } from "vitest";
import type { DialectRequest } from "../dialect.ts";
import { listReply } from "./reply.ts";

const request: DialectRequest = {
  method: "GET",
  path: "/v1/allocations",
  query: new URLSearchParams(),
  headers: {},
  body: new Uint8Array(),
  actor: { name: "", role: "viewer", namespaces: null },
};

test("[N10] a list of which almost nothing is wanted is given in pieces all the same", async () => {
  const items = Array.from({ length: 5_000 }, (_, at) => at);
  const { body } = listReply(request, { items, isWanted: (item) => item === 4_321, write: (item) => item });
  const pieces: string[] = [];
  for await (const piece of body as AsyncIterable<string>) pieces.push(piece);
  expect(pieces.length).toBeGreaterThanOrEqual(5);
  expect(pieces.join("").trim()).toBe("[4321]");
});
