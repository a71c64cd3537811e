import { expect, test } from "vitest";
import { plannedNow } from "../testing/plans.ts";
import { jobOf } from "../testing/specs.ts";
import { did, origin, serverWith, workOff } from "../testing/test-server.ts";
import { comparePlans } from "./compare.ts";

const register = (given: Parameters<typeof jobOf>[0]) => ({ type: "registerJob", spec: jobOf(given), origin }) as const;

test("[Y9] two plans of one job differ in instances and in lines of the definition", () => {
  const server = serverWith();
  did(server, register({ groups: [{ count: 1, env: { A: "1" } }] }));
  workOff(server);
  const a = plannedNow(server, register({ groups: [{ count: 2, env: { A: "2" } }] }));
  const b = plannedNow(server, register({ groups: [{ count: 1, env: { A: "3", B: "1" } }], meta: { m: "x" } }));
  const found = comparePlans(a, b);
  expect(found.isSame).toBe(false);
  expect(found.instances).toMatchObject([{ group: "web", index: 1, a: { verb: "create" }, b: null }]);
  expect(found.lines).toEqual([
    { path: ["group web", "Count"], a: { kind: "edited", old: "1", new: "2" }, b: null },
    {
      path: ["group web", "task main", "Env[A]"],
      a: { kind: "edited", old: "1", new: "2" },
      b: { kind: "edited", old: "1", new: "3" },
    },
    { path: ["job", "Meta[m]"], a: null, b: { kind: "added", old: "", new: "x" } },
    { path: ["group web", "task main", "Env[B]"], a: null, b: { kind: "added", old: "", new: "1" } },
  ]);
  expect(comparePlans(a, a)).toMatchObject({ isSame: true, instances: [], lines: [] });
  expect(comparePlans(b, a).instances).toMatchObject([{ a: null, b: { verb: "create" } }]);
});

test("[Y9] blocks without a name of their own are told apart by their number", () => {
  const server = serverWith();
  const constraint = (rTarget: string) => ({ attribute: "${attr.kernel.name}", operator: "!=", value: rTarget });
  const one = plannedNow(server, register({ constraints: [constraint("a")] }));
  const two = plannedNow(server, register({ constraints: [constraint("a"), constraint("b")] }));
  expect(comparePlans(one, two).lines.map(({ path, a, b }) => [path.join(" / "), a, b?.new])).toEqual([
    ["job / Constraint #2", null, ""],
    ["job / Constraint #2 / LTarget", null, "${attr.kernel.name}"],
    ["job / Constraint #2 / Operand", null, "!="],
    ["job / Constraint #2 / RTarget", null, "b"],
  ]);
});
