import { expect, test } from "vitest";
import { validateDriverConfig } from "./driver-config.ts";

test("[E1] each driver judges its own configuration, and there are no others", () => {
  expect(validateDriverConfig("raw_exec", { run_for: "1s" })).toHaveLength(2);
  expect(validateDriverConfig("mock_driver", { run_for: "1s", exit_code: 3, stdout_repeat: "4" })).toEqual([]);
  expect(validateDriverConfig("qemu", {})).toEqual([
    { path: [], message: 'unknown driver "qemu"; this server has raw_exec, exec, mock_driver' },
  ]);
});

test("[F4] each fault of a mock task's configuration names its option", () => {
  const config = { run_for: "soon", exit_code: 300, exit_signal: 1.5, stdout_string: 5, command: "x", constructor: 1 };
  expect(
    validateDriverConfig("mock_driver", { ...config, start_error_recoverable: "maybe", kill_after: null }),
  ).toEqual([
    { path: ["run_for"], message: 'must be a duration such as "10s"' },
    { path: ["exit_code"], message: "must be a whole number from 0 to 255" },
    { path: ["exit_signal"], message: "must be a whole number from 0 to 64" },
    { path: ["stdout_string"], message: "must be a string" },
    { path: ["command"], message: "is not known to the driver mock_driver" },
    { path: ["constructor"], message: "is not known to the driver mock_driver" },
    { path: ["start_error_recoverable"], message: "must be true or false" },
  ]);
});
