import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessibility.ts";
import { register, shellJob } from "./dashboard-job.ts";
import type { Server } from "./server-fixture.ts";
import { expect, test } from "./server-fixture.ts";

const routes = [
  "/ui/jobs",
  "/ui/jobs?q=nothing",
  "/ui/jobs/default/shown",
  "/ui/jobs/default/shown/instances",
  "/ui/jobs/default/shown/versions",
  "/ui/jobs/default/shown/evaluations",
  "/ui/jobs/default/shown/definition",
  "/ui/jobs/default/missing",
  "/ui/jobs/new",
  "/ui/nodes",
  "/ui/nowhere",
] as const;

const prepare = async (server: Server): Promise<void> => {
  await register(server, shellJob({ id: "shown", count: 2 }));
  await register(server, shellJob({ id: "broken", type: "batch", script: "exit 3" }));
};

const settled = async (page: Page): Promise<void> => {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".skel-rows")).toHaveCount(0);
  await expect(page.locator("button.conn")).toContainText("Live");
};

/** The plan of a change of `shown`, with something to replace, to create and to read. */
const openPlan = async (page: Page): Promise<void> => {
  await page.goto("/ui/jobs/default/shown");
  await page.getByRole("button", { name: "Scale" }).click();
  await page.getByRole("spinbutton", { name: "Count" }).fill("5");
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page.getByRole("button", { name: "3 create", exact: true })).toBeVisible();
};

for (const colorScheme of ["light", "dark"] as const)
  test(`every page is accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await prepare(server);
    for (const route of routes) {
      await page.goto(route);
      await settled(page);
      await test.step(route, () => expectAccessible(page));
    }
    await openPlan(page);
    await test.step("plan", () => expectAccessible(page));
    await page.getByRole("button", { name: "List" }).click();
    await test.step("plan as a list", () => expectAccessible(page));
    await page.keyboard.press("ControlOrMeta+K");
    await expect(page.getByRole("combobox")).toBeVisible();
    await test.step("palette", () => expectAccessible(page));
  });

for (const width of [360, 320])
  test(`nothing runs off a screen of ${String(width)} px`, async ({ page, server }) => {
    await page.setViewportSize({ width, height: 740 });
    await prepare(server);
    const expectFits = async (what: string): Promise<void> => {
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond, what).toBeLessThanOrEqual(0);
    };
    for (const route of routes) {
      await page.goto(route);
      await settled(page);
      await expectFits(route);
    }
    await openPlan(page);
    await expectFits("plan");
  });
