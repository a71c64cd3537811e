import { expect, it } from "vitest";
import { dispatchFault, dispatchRequestOf, emptyForm, mostPayload, payloadSize, sizeText } from "./dispatch-form.ts";

const rules = { payload: "optional", metaRequired: ["who"], metaOptional: ["why"] } as const;
const file = (size: number, bytes: Uint8Array | null = new Uint8Array(size)) => ({ name: "in.bin", size, bytes });

it("a dispatch says why it cannot be asked for yet", () => {
  const faults = [
    emptyForm,
    { ...emptyForm, meta: { who: "ann" } },
    { ...emptyForm, meta: { who: "ann" }, priority: "high" },
    { ...emptyForm, meta: { who: "ann" }, text: "ü".repeat(mostPayload / 2 + 1) },
    { ...emptyForm, meta: { who: "ann" }, source: "file", file: file(mostPayload + 1, null) },
    { ...emptyForm, meta: { who: "ann" }, text: "x".repeat(mostPayload) },
  ] as const;
  expect(faults.map((form) => dispatchFault(rules, form))).toEqual([
    "It needs a value for who",
    null,
    "The priority is a whole number, 1 to 100",
    "The payload is larger than the limit",
    "The payload is larger than the limit",
    null,
  ]);
  const required = { payload: "required", metaRequired: [], metaOptional: [] };
  expect(dispatchFault(required, emptyForm)).toBe("It needs a payload");
  expect(dispatchFault(required, { ...emptyForm, source: "file", file: file(0) })).toBeNull();
});

it("the payload goes as base64 of its bytes, and what is empty is left out", () => {
  const text = { ...emptyForm, text: "ü", meta: { who: "ann", why: "", other: "x" } };
  expect(dispatchRequestOf(rules, text)).toEqual({ payload: "w7w=", meta: { who: "ann" } });
  const bytes = Uint8Array.of(0, 255, 16);
  expect(dispatchRequestOf(rules, { ...emptyForm, source: "file", file: file(3, bytes) })).toEqual({ payload: "AP8Q" });
  const more = { ...emptyForm, text: "kept out", token: "order 7", idPrefix: "eu", priority: "70" };
  expect(dispatchRequestOf({ ...rules, payload: "forbidden" }, more)).toEqual({
    token: "order 7",
    idPrefix: "eu",
    priority: 70,
  });
  const largest = { ...emptyForm, text: "x".repeat(mostPayload) };
  expect(dispatchRequestOf(rules, largest).payload).toHaveLength(Math.ceil(mostPayload / 3) * 4);
});

it("the size is told against the limit", () => {
  expect([emptyForm, { ...emptyForm, text: "ü" }].map((form) => sizeText(payloadSize(form)))).toEqual([
    "0 of 16,384 bytes",
    "2 of 16,384 bytes",
  ]);
});
