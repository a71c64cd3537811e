import { describe, expect, test } from "vitest";
import type { FieldDiff, ObjectDiff, SpecDiff, TaskDiff } from "../model/spec-diff.ts";
import { planChange } from "../plan.ts";
import { jobOf, type GroupGiven, type JobGiven } from "../testing/specs.ts";
import { origin, serverWith } from "../testing/test-server.ts";
import { canonicalize } from "./canonicalize.ts";
import { diffSpecs, withStop } from "./diff.ts";
import { parsed, withGroup, withTask, job as definition } from "../testing/definitions.ts";

const marks = { none: " ", added: "+", deleted: "-", edited: "~" };

const fieldLine = (field: FieldDiff): string =>
  `${marks[field.kind]} ${field.name}: ${JSON.stringify(field.old)} -> ${JSON.stringify(field.new)}${field.annotations.map((text) => ` (${text})`).join("")}`;

const lines = (object: Pick<ObjectDiff, "fields" | "objects">): readonly string[] => [
  ...object.fields.map(fieldLine),
  ...object.objects.flatMap((one) => [`${marks[one.kind]} ${one.name}`, ...lines(one).map((line) => `  ${line}`)]),
];

const taskLines = (task: TaskDiff): readonly string[] => [
  `${marks[task.kind]} task ${task.name}${task.annotations.map((text) => ` (${text})`).join("")}`,
  ...lines(task).map((line) => `  ${line}`),
];

/** A diff as text: what `nomad job plan` would print, unchanged fields of changed blocks included. */
const shown = (diff: SpecDiff): readonly string[] => [
  `${marks[diff.kind]} job ${diff.id}`,
  ...lines(diff),
  ...diff.groups
    .filter((group) => group.kind !== "none")
    .flatMap((group) => [
      `${marks[group.kind]} group ${group.name}`,
      ...lines(group).map((line) => `  ${line}`),
      ...group.tasks
        .filter((task) => task.kind !== "none")
        .flatMap((task) => taskLines(task).map((line) => `  ${line}`)),
    ]),
];

const between = (before: JobGiven, after: JobGiven): readonly string[] => shown(diffSpecs(jobOf(before), jobOf(after)));
const ofGroup = (before: GroupGiven, after: GroupGiven): readonly string[] =>
  between({ groups: [before] }, { groups: [after] });

describe("fields", () => {
  test("[D12] [D15] environment, arguments and durations as Nomad names them", () => {
    expect(
      ofGroup(
        {
          env: { A: "1", OLD: "x", SAME: "s" },
          config: { command: "/bin/sh", args: ["-c", "true"] },
          killTimeoutMs: 5000,
        },
        { env: { A: "2", NEW: "y", SAME: "s" }, config: { command: "/bin/sh", args: ["-c"] }, killTimeoutMs: 7000 },
      ),
    ).toEqual([
      "~ job web",
      "~ group web",
      "  ~ task main (forces create/destroy update)",
      '    ~ Env[A]: "1" -> "2"',
      '    + Env[NEW]: "" -> "y"',
      '    - Env[OLD]: "x" -> ""',
      '    ~ KillTimeout: "5000000000" -> "7000000000"',
      "    - Config",
      '        args[0]: "-c" -> "-c"',
      '      - args[1]: "true" -> ""',
      '        command: "/bin/sh" -> "/bin/sh"',
    ]);
  });

  test("[D12] values of several lines stay whole", () => {
    const script = (line: string) => ({ command: "/bin/sh", args: ["-c", `set -e\n${line}\n`] });
    expect(ofGroup({ config: script("a") }, { config: script("b") })).toContain(
      '      ~ args[1]: "set -e\\na\\n" -> "set -e\\nb\\n"',
    );
  });

  test("[D12] nested configuration is flattened", () => {
    const config = (k: string) => ({ command: "/bin/true", labels: [{ k }], on: true });
    expect(ofGroup({ config: config("1") }, { config: config("2") })).toContain('      ~ labels[0][k]: "1" -> "2"');
  });

  test("[D13] blocks list their unchanged fields, groups and tasks do not", () => {
    expect(ofGroup({ memoryMb: 100 }, { memoryMb: 200 })).toEqual([
      "~ job web",
      "~ group web",
      "  ~ task main (forces create/destroy update)",
      "    ~ Resources",
      '        CPU: "100" -> "100"',
      '        Cores: "0" -> "0"',
      '        DiskMB: "0" -> "0"',
      '        IOPS: "0" -> "0"',
      '      ~ MemoryMB: "100" -> "200"',
      '        MemoryMaxMB: "0" -> "0"',
    ]);
  });

  test("[D15] what a count forces", () => {
    expect(ofGroup({ count: 1 }, { count: 3 })).toContain('  ~ Count: "1" -> "3" (forces create)');
    expect(ofGroup({ count: 3 }, { count: 1 })).toContain('  ~ Count: "3" -> "1" (forces destroy)');
  });

  test("[D15] an update without a restart says so", () => {
    expect(ofGroup({ killTimeoutMs: 1000 }, { killTimeoutMs: 2000 })).toContain(
      "  ~ task main (forces in-place update)",
    );
  });
});

describe("blocks", () => {
  const rack = (value: string) => ({ attribute: "${meta.rack}", operator: "=", value });

  test("[D14] a changed constraint is an added and a deleted one", () => {
    expect(between({ constraints: [rack("r1"), rack("r2")] }, { constraints: [rack("r2"), rack("r3")] })).toEqual([
      "~ job web",
      "+ Constraint",
      '  + LTarget: "" -> "${meta.rack}"',
      '  + Operand: "" -> "="',
      '  + RTarget: "" -> "r3"',
      "- Constraint",
      '  - LTarget: "${meta.rack}" -> ""',
      '  - Operand: "=" -> ""',
      '  - RTarget: "r1" -> ""',
    ]);
  });

  test("[D14] datacenters are a set", () => {
    expect(between({ datacenters: ["dc1", "dc2"] }, { datacenters: ["dc2", "dc3"] })).toEqual([
      "~ job web",
      "~ Datacenters",
      '  + Datacenters: "" -> "dc3"',
      '  - Datacenters: "dc1" -> ""',
      '    Datacenters: "dc2" -> "dc2"',
    ]);
  });

  test("[D17] what only changed places says so", () => {
    expect(between({ datacenters: ["a", "b"] }, { datacenters: ["b", "a"] })).toEqual([
      "~ job web",
      "~ Datacenters",
      '    Datacenters: "a" -> "a"',
      '    Datacenters: "b" -> "b"',
      '  ~ Datacenters order: "[\\"a\\",\\"b\\"]" -> "[\\"b\\",\\"a\\"]"',
    ]);
    expect(between({ constraints: [rack("r1"), rack("r2")] }, { constraints: [rack("r2"), rack("r1")] })).toEqual([
      "~ job web",
      '~ Constraints order: "[1,2]" -> "[2,1]"',
    ]);
    expect(between({ groups: [{ name: "a" }, { name: "b" }] }, { groups: [{ name: "b" }, { name: "a" }] })).toEqual([
      "~ job web",
      '~ TaskGroups order: "[\\"a\\",\\"b\\"]" -> "[\\"b\\",\\"a\\"]"',
    ]);
  });

  test("[D13] blocks that are only carried are compared as they were given", () => {
    const spec = jobOf();
    const diff = diffSpecs(spec, { ...spec, carried: { UI: { Description: "a", Links: [{ Url: "u" }] } } });
    expect(shown(diff)).toEqual(["~ job web", "+ UI", '  + Description: "" -> "a"', '  + Links[0][Url]: "" -> "u"']);
  });

  test("[D13] a nested block stands inside its own", () => {
    const spread = (percent: number) =>
      canonicalize({ id: "web", spreads: [{ attribute: "${node.datacenter}", targets: [{ value: "dc1", percent }] }] });
    expect(shown(diffSpecs(spread(50), spread(60)))).toEqual([
      "~ job web",
      "+ Spread",
      '  + Attribute: "" -> "${node.datacenter}"',
      '  + Weight: "" -> "50"',
      "  + SpreadTarget",
      '    + Percent: "" -> "60"',
      '    + Value: "" -> "dc1"',
      "- Spread",
      '  - Attribute: "${node.datacenter}" -> ""',
      '  - Weight: "50" -> ""',
      "  - SpreadTarget",
      '    - Percent: "50" -> ""',
      '    - Value: "dc1" -> ""',
    ]);
  });
});

describe("groups and tasks", () => {
  test("[D15] added and deleted ones are listed whole", () => {
    const diff = diffSpecs(jobOf({ groups: [{ name: "old" }] }), jobOf({ groups: [{ name: "new", count: 2 }] }));
    expect(diff.groups.map(({ name, kind }) => [name, kind])).toEqual([
      ["new", "added"],
      ["old", "deleted"],
    ]);
    expect(diff.groups[0]?.fields).toContainEqual({
      kind: "added",
      name: "Count",
      old: "",
      new: "2",
      annotations: ["forces create"],
    });
    expect(
      diff.groups.map(({ tasks }) => tasks.map(({ name, kind, annotations }) => [name, kind, annotations])),
    ).toEqual([[["main", "added", ["forces create"]]], [["main", "deleted", ["forces destroy"]]]]);
    expect(diff.groups[0]?.objects.map(({ name, kind }) => [name, kind])).toContainEqual(["RestartPolicy", "added"]);
  });

  test("[D15] an added group of no instances forces nothing", () => {
    const diff = diffSpecs(jobOf(), jobOf({ groups: [{}, { name: "later", count: 0 }] }));
    expect(diff.groups[0]?.fields.find(({ name }) => name === "Count")).toMatchObject({
      kind: "added",
      annotations: [],
    });
  });

  test("[D15] an added task replaces, and says so", () => {
    expect(ofGroup({}, { tasks: ["main", "side"] }).filter((line) => line.includes("task"))).toEqual([
      "  + task side (forces create)",
    ]);
  });

  test("[D15] a new job is added, a purged one deleted, the same one no difference", () => {
    expect(diffSpecs(undefined, jobOf()).kind).toBe("added");
    expect(diffSpecs(jobOf(), undefined).kind).toBe("deleted");
    expect(diffSpecs(jobOf(), jobOf())).toMatchObject({
      kind: "none",
      fields: [],
      objects: [],
      groups: [{ kind: "none" }],
    });
  });

  test("[D16] groups, tasks, fields and blocks are in the order of their names", () => {
    const diff = diffSpecs(undefined, jobOf({ groups: [{ name: "b", tasks: ["z", "a"] }, { name: "a" }] }));
    const inOrder = (names: readonly string[]): void =>
      expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
    inOrder(diff.fields.map(({ name }) => name));
    inOrder(diff.groups.map(({ name }) => name));
    for (const group of diff.groups) {
      inOrder(group.fields.map(({ name }) => name));
      inOrder(group.objects.map(({ name }) => name));
      inOrder(group.tasks.map(({ name }) => name));
    }
  });

  test("[D15] a plan's diff counts what happens to each group's instances, in Nomad's words", () => {
    const planned = planChange(
      serverWith().state,
      { type: "registerJob", spec: jobOf({ groups: [{ count: 2 }, { name: "none", count: 0 }] }), origin },
      0,
    );
    expect(planned.ok && planned.value.diff.groups.map(({ name, updates }) => [name, updates])).toEqual([
      ["none", {}],
      ["web", { create: 2 }],
    ]);
  });
});

describe("every block", () => {
  const changed = (before: unknown, after: unknown): readonly string[] =>
    shown(diffSpecs(parsed(before), parsed(after)));
  const port = (Label: string, Value: number) => ({ Label, Value });

  test("[D18] ports go by their label", () => {
    const network = (http: number, dynamic: string) =>
      withGroup({ Networks: [{ ReservedPorts: [port("http", http)], DynamicPorts: [port(dynamic, 0)] }] });
    expect(changed(network(80, "a"), network(81, "b")).filter((line) => /Port|Label|[~+-] Value/.test(line))).toEqual([
      "    + Dynamic Port",
      '      + Label: "" -> "b"',
      '      + Value: "" -> "0"',
      "    - Dynamic Port",
      '      - Label: "a" -> ""',
      '      - Value: "0" -> ""',
      "    ~ Static Port",
      '        Label: "http" -> "http"',
      '      ~ Value: "80" -> "81"',
    ]);
  });

  test("[D18] services go by name and port, their checks by name, templates by destination", () => {
    const service = (Name: string, tag: string) => ({ Name, Tags: [tag], PortLabel: "9000" });
    expect(
      changed(
        withGroup({ Services: [service("a", "1"), service("b", "1")] }),
        withGroup({ Services: [service("b", "2"), service("a", "1"), service("c", "1")] }),
      ).filter((line) => /Service|Tags/.test(line)),
    ).toEqual([
      '  ~ Services order: "[1,2]" -> "[2,1]"',
      "  ~ Service",
      "    ~ Tags",
      '      + Tags: "" -> "2"',
      '      - Tags: "1" -> ""',
      "  + Service",
      "    + Tags",
      '      + Tags: "" -> "1"',
    ]);
    const check = (Interval: string) =>
      withGroup({
        Services: [
          { Name: "web", PortLabel: "80", Checks: [{ Name: "up", Type: "http", Path: "/", Interval, Timeout: "1s" }] },
        ],
      });
    expect(changed(check("5s"), check("6s")).filter((line) => /Check|~/.test(line))).toEqual([
      "~ job web",
      "~ group web",
      "  ~ Service",
      "    ~ Check",
      '      ~ Interval: "5000000000" -> "6000000000"',
    ]);
    const template = (...files: readonly (readonly [string, string])[]) =>
      withTask({ Templates: files.map(([DestPath, EmbeddedTmpl]) => ({ DestPath, EmbeddedTmpl })) });
    expect(
      changed(template(["local/a", "1"], ["local/b", "1"]), template(["local/b", "2"])).filter((line) =>
        /Template|[~+-] (?:EmbeddedTmpl|DestPath)|task/.test(line),
      ),
    ).toEqual([
      "  ~ task main (forces create/destroy update)",
      "    ~ Template",
      '      ~ EmbeddedTmpl: "1" -> "2"',
      "    - Template",
      '      - DestPath: "local/a" -> ""',
      '      - EmbeddedTmpl: "1" -> ""',
    ]);
  });

  test("[D12] arguments of a check keep their order", () => {
    const script = (...Args: readonly string[]) =>
      withTask({
        Services: [
          {
            Name: "web",
            Checks: [{ Name: "up", Type: "script", Command: "/bin/x", Args, Interval: "5s", Timeout: "1s" }],
          },
        ],
      });
    expect(changed(script("a", "a"), script("a")).filter((line) => /Args/.test(line))).toEqual([
      "        - Args",
      '            Args[0]: "a" -> "a"',
      '          - Args[1]: "a" -> ""',
    ]);
  });

  test("[D12] overrides of an instance in the job file's words", () => {
    const override = (value: string) => withGroup({ Instances: { 2: { Tasks: { main: { Env: { A: value } } } } } });
    expect(changed(override("1"), override("2")).filter((line) => /~/.test(line))).toContain(
      '    ~ 2[Tasks][main][Env][A]: "1" -> "2"',
    );
  });

  test("[D17] an empty value is not a missing one, and a number not its text", () => {
    expect(changed(withTask({ Env: {} }), withTask({ Env: { A: "" } }))).toContain('    + Env[A]: "" -> ""');
    const config = (a: unknown) => withTask({ Config: { command: "/bin/true", a } });
    expect(changed(config(1), config("1"))).toContain('      ~ a: "1" -> "\\"1\\""');
    expect(changed(config([]), config({}))).toContain('      ~ a: "[]" -> "{}"');
  });

  test("[D19] a stop and a start show themselves", () => {
    const same = diffSpecs(parsed(definition), parsed(definition));
    expect(shown(withStop(same, { from: false, to: true }))).toEqual(["~ job web", '~ Stop: "false" -> "true"']);
    expect(shown(withStop(same, { from: true, to: false }))).toEqual(["~ job web", '~ Stop: "true" -> "false"']);
    expect(withStop(same, { from: true, to: true })).toBe(same);
  });
});
