import { expect, test } from "vitest";
import { parsed, withGroup, withTask, type Given } from "../testing/definitions.ts";
import { updateChange } from "./update-effect.ts";

const between = (before: unknown, after: unknown) =>
  updateChange({ before: parsed(before), after: parsed(after) }, "web", 0);
const ofTask = (before: Given, after: Given) => between(withTask(before), withTask(after));
const ofGroup = (before: Given, after: Given) => between(withGroup(before), withGroup(after));

const service = (Name: string) => ({ Services: [{ Name }] });
const template = (EmbeddedTmpl: string) => ({ Templates: [{ EmbeddedTmpl, DestPath: "local/a" }] });
const network = (Label: string) => ({ Networks: [{ DynamicPorts: [{ Label }] }] });

test.each([
  ["templates", template("1"), template("2"), "main: Templates"],
  [
    "ports asked for by the older way",
    { Resources: network("a") },
    { Resources: network("b") },
    "main: Resources.Networks",
  ],
  ["memory", { Resources: { MemoryMB: 100 } }, { Resources: { MemoryMB: 200 } }, "main: Resources.MemoryMB"],
  ["whether logs are kept", {}, { LogConfig: { Disabled: true } }, "main: LogConfig.Disabled"],
  [
    "whether templates are rendered again",
    {},
    { RestartPolicy: { RenderTemplates: true } },
    "main: RestartPolicy.RenderTemplates",
  ],
] as const)("[D20] %s of a task replace", (_, before, after, cause) => {
  expect(ofTask(before, after)).toEqual({ effect: "destructive", causes: [cause] });
});

test("[D20] a task's place in its allocation's life replaces", () => {
  const prestart = (hook: Given) => ({
    Tasks: [
      { Name: "main", Driver: "raw_exec" },
      { Name: "init", Driver: "raw_exec", ...hook },
    ],
  });
  expect(ofGroup(prestart({}), prestart({ Lifecycle: { Hook: "prestart" } }))).toEqual({
    effect: "destructive",
    causes: ["init: Lifecycle"],
  });
});

test.each([
  ["ports", network("a"), network("b"), "Networks"],
  ["disk", {}, { EphemeralDisk: { SizeMB: 400 } }, "EphemeralDisk.SizeMB"],
] as const)("[D20] %s of a group replace", (_, before, after, cause) => {
  expect(ofGroup(before, after)).toEqual({ effect: "destructive", causes: [cause] });
});

test.each([
  ["services", service("a"), service("b"), "Services"],
  ["reschedule policy", {}, { ReschedulePolicy: { Delay: "1m" } }, "ReschedulePolicy.Delay"],
  ["disconnect", {}, { Disconnect: { LostAfter: "1m" } }, "Disconnect"],
  ["migrate", {}, { Migrate: { MaxParallel: 2 } }, "Migrate.MaxParallel"],
  ["update", {}, { Update: { MaxParallel: 2 } }, "Update.MaxParallel"],
  ["shutdown delay", {}, { ShutdownDelay: "1s" }, "ShutdownDelay"],
  ["constraints", {}, { Constraints: [{ LTarget: "${node.class}", RTarget: "big" }] }, "Constraints"],
] as const)("[D20] %s of a group are updated in place", (_, before, after, cause) => {
  expect(ofGroup(before, after)).toEqual({ effect: "inPlace", causes: [cause] });
});

test("[D20] services, checks, signals and policies of a task are updated in place", () => {
  const check = (Interval: string) => ({
    Services: [{ Name: "a", Checks: [{ Name: "c", Type: "tcp", PortLabel: "80", Interval, Timeout: "1s" }] }],
  });
  expect(ofTask(check("5s"), check("6s"))).toEqual({ effect: "inPlace", causes: ["main: Services"] });
  expect(ofTask({}, { KillSignal: "SIGTERM" })).toEqual({ effect: "inPlace", causes: ["main: KillSignal"] });
  expect(ofTask({}, { RestartPolicy: {} })).toEqual({ effect: "inPlace", causes: ["main: RestartPolicy"] });
  expect(ofTask({}, { RestartPolicy: { Attempts: 1 } })).toEqual({
    effect: "inPlace",
    causes: ["main: RestartPolicy.Attempts"],
  });
});

test("[D21] a task sees the meta of its job, group and itself as one", () => {
  const meta = (job: Given, group: Given, task: Given) => ({ ...withGroup({}), ...nested(job, group, task) });
  const nested = (Meta: Given, group: Given, task: Given) => ({
    ID: "web",
    Meta,
    TaskGroups: [{ Name: "web", Meta: group, Tasks: [{ Name: "main", Driver: "raw_exec", Meta: task }] }],
  });
  expect(between(meta({ A: "1" }, {}, {}), meta({ A: "2" }, {}, {}))).toEqual({
    effect: "destructive",
    causes: ["job Meta"],
  });
  expect(between(meta({ A: "1" }, { A: "3" }, {}), meta({ A: "2" }, { A: "3" }, {}))).toEqual({
    effect: "inPlace",
    causes: ["job Meta"],
  });
  expect(between(meta({ A: "1" }, {}, {}), meta({}, { A: "1" }, {})).effect).toBe("inPlace");
});

test("[D20] nothing of what a job says about itself reaches its instances", () => {
  expect(between(withGroup({}), { ...withGroup({}), About: { Owner: "a" }, Priority: 70, AllAtOnce: true })).toEqual({
    effect: "none",
    causes: [],
  });
});
