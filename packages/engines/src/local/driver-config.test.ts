import { expect, test } from "vitest";
import { validateDriverConfig } from "./driver-config.ts";

test("[E1] a configuration with a command and string arguments is accepted by both process drivers", () => {
  expect(validateDriverConfig("raw_exec", { command: "/bin/true" })).toEqual([]);
  expect(validateDriverConfig("exec", { command: "sh", args: ["-c", "a\nb 'c'"] })).toEqual([]);
});

test("[E1] each problem of a configuration names its path", () => {
  expect(validateDriverConfig("raw_exec", {})).toEqual([{ path: ["command"], message: "is required" }]);
  expect(validateDriverConfig("raw_exec", { command: 7, args: ["ok", 1, "a\0b"], cmd: "x" })).toEqual([
    { path: ["command"], message: "must be a string" },
    { path: ["args", 1], message: "must be a string" },
    { path: ["args", 2], message: "must not contain a NUL character" },
    { path: ["cmd"], message: "is not known to the driver raw_exec" },
  ]);
  expect(validateDriverConfig("raw_exec", { command: "a", args: "b" })).toEqual([
    { path: ["args"], message: "must be a list of strings" },
  ]);
});

test("[E1] a driver this engine does not have is a problem", () => {
  expect(validateDriverConfig("qemu", { command: "a" })).toMatchObject([{ path: [] }]);
});
