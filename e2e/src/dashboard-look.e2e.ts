import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessibility.ts";
import { periodicJob, register, shellJob, simulatedJob } from "./dashboard-job.ts";
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
  "/ui/nowhere",
] as const;

const periodicRoutes = [
  "/ui/jobs",
  "/ui/jobs?namespace=default&parent=launching",
  "/ui/jobs?namespace=default&parent=launching&launched=hidden",
  "/ui/jobs/default/launching",
] as const;
const schedulerRoutes = ["/ui/nodes", "/ui/nodes/missing", "/ui/evaluations", "/ui/scheduler"] as const;
const emptyRoutes = ["/ui/nodes?q=nothing", "/ui/evaluations?status=canceled&job=none"] as const;

const first = async <T>(server: Server, path: string): Promise<T | undefined> =>
  ((await (await server.request(path)).json()) as { readonly items: readonly T[] }).items[0];

/** Something of every kind to see. Returns the pages of a node, of an instance and of an evaluation that waits for room. */
const prepare = async (server: Server): Promise<readonly string[]> => {
  await register(server, shellJob({ id: "shown", count: 2 }));
  await register(server, shellJob({ id: "broken", type: "batch", script: "exit 3" }));
  await register(server, simulatedJob({ id: "huge", memory: 9_000_000 }));
  const pages: string[] = [];
  await expect(async () => {
    const node = await first<{ readonly id: string }>(server, "/api/nodes");
    const instance = await first<{ readonly id: string }>(server, "/api/jobs/default/shown/allocations");
    const blocked = await first<{ readonly id: string }>(server, "/api/evaluations?status=blocked");
    pages.splice(
      0,
      3,
      `/ui/nodes/${String(node?.id)}`,
      `/ui/allocations/${String(instance?.id)}`,
      `/ui/evaluations/${String(blocked?.id)}`,
    );
    expect(pages.join()).not.toContain("undefined");
  }).toPass();
  return pages;
};

/** A periodic job and a child of it. */
const preparePeriodic = async (server: Server): Promise<void> => {
  await register(server, periodicJob({ id: "launching", spec: "30 2 29 2 *" }));
  await server.request("/api/jobs/default/launching/force-launch", { method: "POST", body: "{}" });
};

const settled = async (page: Page): Promise<void> => {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".skel-rows")).toHaveCount(0);
  await expect(page.locator("button.conn")).toContainText("Live");
};

const expectAllAccessible = async (page: Page, all: readonly string[]): Promise<void> => {
  for (const route of all) {
    await page.goto(route);
    await settled(page);
    await test.step(route, () => expectAccessible(page));
  }
};

/** The plan of a change of `shown`, with something to replace, to create and to read. */
const openPlan = async (page: Page): Promise<void> => {
  await page.goto("/ui/jobs/default/shown");
  await page.getByRole("button", { name: "Scale" }).click();
  await page.getByRole("spinbutton", { name: "Count" }).fill("5");
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page.getByRole("button", { name: "3 create", exact: true })).toBeVisible();
};

/** The plan of a change of a periodic job: times in place of instances. */
const openLaunchesPlan = async (page: Page): Promise<void> => {
  await page.goto("/ui/jobs/default/launching");
  await page.getByRole("button", { name: "More for launching" }).click();
  await page.getByRole("menuitem", { name: "Scale…" }).click();
  await page.getByRole("spinbutton", { name: "Count" }).fill("2");
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page.getByRole("list", { name: "Next launches" })).toBeVisible();
};

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page is accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await prepare(server);
    await expectAllAccessible(page, routes);
  });

  test(`a plan and the palette are accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await register(server, shellJob({ id: "shown", count: 2 }));
    await openPlan(page);
    await test.step("plan", () => expectAccessible(page));
    await page.getByRole("button", { name: "List" }).click();
    await test.step("plan as a list", () => expectAccessible(page));
    await page.keyboard.press("ControlOrMeta+K");
    await expect(page.getByRole("combobox")).toBeVisible();
    await test.step("palette", () => expectAccessible(page));
  });

  test(`every page of periodic jobs is accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await preparePeriodic(server);
    await expectAllAccessible(page, periodicRoutes);
    await openLaunchesPlan(page);
    await test.step("plan of launches", () => expectAccessible(page));
  });

  test(`every page of nodes and evaluations is accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const pages = await prepare(server);
    await expectAllAccessible(page, [...pages, ...schedulerRoutes]);
    await page.goto(pages[0] ?? "");
    await page.getByRole("button", { name: "Drain…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await test.step("the drain of a node", () => expectAccessible(page));
  });
}

for (const width of [360, 320])
  test(`nothing runs off a screen of ${String(width)} px`, async ({ page, server }) => {
    await page.setViewportSize({ width, height: 740 });
    const pages = await prepare(server);
    await preparePeriodic(server);
    const expectFits = async (what: string): Promise<void> => {
      const beyond = await page.evaluate(() =>
        document.documentElement.scrollWidth <= innerWidth
          ? []
          : [...document.querySelectorAll("main *")]
              .filter((one) => one.getBoundingClientRect().right > innerWidth)
              .map((one) => `${one.tagName}.${one.className} ${(one.textContent ?? "").slice(0, 30)}`),
      );
      expect(beyond, what).toEqual([]);
    };
    for (const route of [...routes, ...periodicRoutes, ...schedulerRoutes, ...emptyRoutes, ...pages]) {
      await page.goto(route);
      await settled(page);
      await expectFits(route);
    }
    await openLaunchesPlan(page);
    await expectFits("plan of launches");
    await openPlan(page);
    await expectFits("plan");
  });
