import { expect, test } from "vitest";
import type { Token } from "./tokens.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

const token: Token = {
  id: "t1",
  name: "laptop",
  hash: new Uint8Array(32).fill(7),
  role: "operator",
  namespaces: ["default", "Ä"],
  createdAt: 5,
  lastUsedAt: null,
};

test("[S11] a token is found by its hash, listed, and gone when deleted", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  store.insertToken(token);
  expect(store.findTokenByHash(token.hash)).toEqual(token);
  expect(store.findTokenByHash(new Uint8Array(32))).toBeUndefined();
  expect(store.findTokenByHash(new Uint8Array(0))).toBeUndefined();
  expect(store.listTokens()).toEqual([token]);
  expect(() => store.insertToken({ ...token, id: "t2" })).toThrow("Cannot store the token");
  expect(store.deleteToken("t1")).toBe(true);
  expect(store.deleteToken("t1")).toBe(false);
  expect(store.listTokens()).toEqual([]);
});

test("[S11] its last use is noted, at most once a minute", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  store.insertToken(token);
  const lastUse = () => store.findTokenByHash(token.hash)?.lastUsedAt;
  store.touchToken("t1", 1000);
  expect(lastUse()).toBe(1000);
  store.touchToken("t1", 60_999);
  expect(lastUse()).toBe(1000);
  store.touchToken("t1", 61_000);
  expect(lastUse()).toBe(61_000);
  store.touchToken("unknown", 1);
});

test("[S11] the audit log comes newest first, page by page, and outlives the store's closing", () => {
  using temporary = temporaryStore();
  const rows = Array.from({ length: 5 }, (_, at) => ({
    index: at,
    at: at * 1.5,
    who: "ada",
    address: "127.0.0.1",
    door: "dashboard",
    action: "registerJob",
    object: `job-${String(at)}`,
    namespace: at === 0 ? null : "default",
    requestId: null,
    plan: null,
    job: null,
  }));
  const store = temporary.open();
  store.recordAudit(rows);
  store.close();
  const again = temporary.open();
  const page = again.auditRows({ limit: 3 });
  expect(page.items).toEqual(rows.toReversed().slice(0, 3));
  expect(again.auditRows({ limit: 3, cursor: page.next ?? "" })).toEqual({
    items: rows.toReversed().slice(3),
    next: null,
  });
});
