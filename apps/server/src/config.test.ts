import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig, UsageError } from "./config.ts";

const read = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => readConfig(args, { HOME: "/home/x", ...env });

describe("[F7] a simulated fleet", () => {
  test("is asked for by a number, a description, or both", () => {
    const folder = mkdtempSync(join(tmpdir(), "longshore-config-"));
    const file = join(folder, "fleet.json");
    writeFileSync(file, JSON.stringify({ nodes: 7, datacenters: ["a", "b"], seed: "mine" }));
    expect(read([]).fleet).toBeUndefined();
    expect(read(["--simulate", "5000"]).fleet).toMatchObject({ nodes: 5000, seed: "fleet" });
    expect(read([], { LONGSHORE_SIMULATE: "0" }).fleet).toMatchObject({ nodes: 0 });
    expect(read(["--fleet", file]).fleet).toMatchObject({ nodes: 7, seed: "mine" });
    expect(read(["--fleet", file, "--simulate", "3"]).fleet).toMatchObject({ nodes: 3, datacenters: ["a", "b"] });
    rmSync(folder, { recursive: true });
  });

  test.each(["", "many", "1.5", "1e9"])("--simulate %j is refused", (count) => {
    expect(() => read(["--simulate", count])).toThrow(/nodes must be a whole number/);
  });

  test("a description that is none is refused", () => {
    expect(() => read(["--fleet", "/nowhere/fleet.json"])).toThrow(/--fleet \/nowhere\/fleet.json cannot be read/);
  });
});

describe("[G13] how a server may be started", () => {
  test.each([
    "",
    "short",
    "undefined",
    "null",
    "NONE",
    "fifteen-letters",
    "with spaces in it, and long",
    "x".repeat(201),
  ])("LONGSHORE_TOKEN=%j is refused", (token) => {
    expect(() => read([], { LONGSHORE_TOKEN: token })).toThrow(UsageError);
    expect(() => read([], { LONGSHORE_TOKEN: token })).toThrow(/LONGSHORE_TOKEN must/);
  });

  test("a refusal does not repeat the token", () => {
    expect(() => read([], { LONGSHORE_TOKEN: "my secret with spaces" })).not.toThrow(/my secret/);
  });

  test.each(["0.0.0.0", "::", "192.168.1.10", "example.com", "127.0.0.1.nip.io", "localhost.evil"])(
    "--anonymous is refused on %s, by option or by environment",
    (host) => {
      expect(() => read(["--anonymous", "--host", host])).toThrow(/--anonymous is refused/);
      expect(() => read([], { LONGSHORE_ANONYMOUS: "1", LONGSHORE_HOST: host })).toThrow(/--anonymous is refused/);
    },
  );

  test.each(["127.0.0.1", "127.9.9.9", "::1", "localhost"])("--anonymous is taken on %s", (host) => {
    expect(read(["--anonymous", "--host", host]).anonymous).toBe(true);
  });

  test("nothing is anonymous, and only this machine is served, unless told so", () => {
    expect(read([])).toMatchObject({ anonymous: false, host: "127.0.0.1", port: 4700, allowHosts: [], taskUsers: [] });
  });

  test.each([["--port", "-1"], ["--port", "65536"], ["--port", "x"], ["--port", ""], ["--prot", "1"], ["extra"]])(
    "%s %s is refused with the options that there are",
    (...args) => {
      expect(() => read(args)).toThrow(UsageError);
    },
  );

  test("the command line goes before the environment", () => {
    const env = { LONGSHORE_PORT: "1", LONGSHORE_ALLOW_HOST: "A.example, b.example" };
    expect(read(["--port", "2"], env)).toMatchObject({ port: 2, allowHosts: ["a.example", "b.example"] });
  });
});
