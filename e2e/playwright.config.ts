import { defineConfig } from "@playwright/test";
import { chosenChromium } from "./src/find-chromium.ts";

const executablePath = chosenChromium();

export default defineConfig({
  testDir: "src",
  testMatch: "*.e2e.ts",
  // Each worker has a server of its own; more than two only take the processor from each other.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  // Each test waits for what it wants to see; these only end one that waits in vain, also on a machine that is busy with other things.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: executablePath === undefined ? {} : { executablePath },
  },
});
