import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("[Q8] pieces run in the order in which they were asked for, and never at once", async () => {
  const done: number[] = [];
  const turns = createTurns(() => true);
  for (const one of [1, 2, 3]) turns.soon(() => void done.push(one));
  turns.soon(() => turns.soon(() => void done.push(5)));
  turns.soon(() => void done.push(4));
  expect(done).toEqual([]);
  while (done.length < 5) await nextTurn();
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

test("[Q8] between pieces that take long everybody else has a turn", async () => {
  const done: string[] = [];
  let now = 0;
  const turns = createTurns(
    () => true,
    () => now,
  );
  const long = (): void => {
    now += 5;
    done.push("piece");
    if (done.length < 6) turns.soon(long);
  };
  turns.soon(long);
  turns.soon(long);
  while (done.filter((one) => one === "piece").length < 4) {
    await nextTurn();
    done.push("other");
  }
  expect(done.join(" ")).not.toContain("piece piece");
});

test("[Q8] while there is no room no piece is begun, and none is forgotten", async () => {
  const done: number[] = [];
  let room = 0;
  const turns = createTurns(() => room > 0);
  for (const one of [1, 2, 3])
    turns.soon(() => {
      room--;
      done.push(one);
    });
  await nextTurn();
  expect(done).toEqual([]);
  room = 2;
  turns.goOn();
  while (done.length < 2) await nextTurn();
  await nextTurn();
  expect(done).toEqual([1, 2]);
  room = 1;
  turns.goOn();
  while (done.length < 3) await nextTurn();
  expect(done).toEqual([1, 2, 3]);
});
