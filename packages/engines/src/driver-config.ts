import type { ConfigProblem } from "./config-problem.ts";
import {
  isProcessDriver,
  PROCESS_DRIVERS,
  validateDriverConfig as validateProcessConfig,
} from "./local/driver-config.ts";
import { validateMockConfig } from "./mock/mock-config.ts";

export const MOCK_DRIVER = "mock_driver";

const drivers: readonly string[] = [...PROCESS_DRIVERS, MOCK_DRIVER];

/** What is wrong with a task's `config` for its driver; empty when it can be started. */
export const validateDriverConfig = (
  driver: string,
  config: Readonly<Record<string, unknown>>,
): readonly ConfigProblem[] => {
  if (driver === MOCK_DRIVER) return validateMockConfig(config);
  if (isProcessDriver(driver)) return validateProcessConfig(driver, config);
  return [{ path: [], message: `unknown driver "${driver}"; this server has ${drivers.join(", ")}` }];
};
