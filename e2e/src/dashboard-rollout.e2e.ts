import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessibility.ts";
import { quickly, register, simulatedJob } from "./dashboard-job.ts";
import { replaceText } from "./editor.ts";
import type { Server } from "./server-fixture.ts";
import { expect, test } from "./server-fixture.ts";

test.use({ serverArgs: ["--simulate", "3"] });

type Rollout = { readonly id: string; readonly version: number; readonly status: string };

const rolloutsOf = async (server: Server, job: string): Promise<readonly Rollout[]> => {
  const answer = await server.request(`/api/jobs/default/${job}/deployments`);
  return ((await answer.json()) as { readonly items?: readonly Rollout[] }).items ?? [];
};

/** The newest rollout once it is this version's and has this status. */
const whenRollout = async (server: Server, job: string, wanted: Omit<Rollout, "id">): Promise<string> => {
  let id = "";
  await expect(async () => {
    const [newest] = await rolloutsOf(server, job);
    expect(newest).toMatchObject(wanted);
    id = newest?.id ?? "";
  }).toPass();
  return id;
};

const versions = (mark: string, update: object = quickly, count = 4) =>
  simulatedJob({ id: "rolling", count, mark, update });

const status = (page: Page, word: string) => page.getByRole("status").getByText(word, { exact: true });
const bar = (page: Page) => page.getByRole("img", { name: /^main: / });

/** Holds back what the server says of a rollout until it is let go. */
const heldBack = async (page: Page, rollout: string): Promise<() => void> => {
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(`**/api/deployments/${rollout}`, async (route) => {
    await gone;
    await route.continue();
  });
  return letGo;
};

test("[U26] [U27] a change is planned, starts paused, is tried with a canary, promoted and comes to its end", async ({
  page,
  server,
}) => {
  await register(server, versions("first"));
  await whenRollout(server, "rolling", { version: 0, status: "successful" });
  await page.goto("/ui/jobs/default/rolling");
  const panel = page.getByRole("region", { name: "Rollout" });
  await expect(panel).toContainText("successful");

  await page.getByRole("link", { name: /^Plan a change/ }).click();
  await replaceText(page, JSON.stringify(versions("second", { ...quickly, Canary: 1 }), null, 2));
  await page.getByRole("button", { name: /^Plan/ }).click();
  await page.getByRole("checkbox", { name: "Start paused" }).check();
  await page.getByRole("button", { name: /^Apply plan/ }).click();

  await expect(panel.getByRole("heading", { name: "Rollout under way" })).toBeVisible();
  await expect(panel).toContainText("paused");
  await expect(panel.getByRole("img", { name: "main: 4 waiting" })).toBeVisible();
  await panel.getByRole("button", { name: "Resume" }).click();
  await expect(panel).toContainText("Its canaries are healthy");
  await expect(panel.getByRole("img", { name: "main: 1 canary, 3 waiting" })).toBeVisible();

  await panel.getByRole("link", { name: "Rollout of v1" }).click();
  await expect(page.getByRole("heading", { name: "Rollout of v1", level: 1 })).toBeVisible();
  await expect(status(page, "waiting for promotion")).toBeVisible();
  const rows = page.getByRole("table", { name: "Instances of this rollout" }).getByRole("row");
  await expect(rows.filter({ hasText: "canary" })).toHaveCount(1);
  await page.keyboard.press("m");
  await expect(status(page, "successful")).toBeVisible();
  await expect(bar(page)).toHaveAccessibleName("main: 4 healthy");
  const events = page.getByRole("list", { name: "Events, newest first" });
  await expect(events.getByRole("listitem")).toHaveCount(4);
  await expect(events).toContainText("Canaries were promoted, by administrator");
  await expect(page.getByRole("button", { name: /^Pause/ })).toHaveCount(0);
});

test("[U22] [U27] a rollout is paused, resumed and failed, and the job goes back", async ({ page, server }) => {
  await register(server, versions("first"));
  await whenRollout(server, "rolling", { version: 0, status: "successful" });
  await register(server, versions("second", { ...quickly, MinHealthyTime: "59m", AutoRevert: true }));
  const id = await whenRollout(server, "rolling", { version: 1, status: "running" });
  await page.goto(`/ui/rollouts/${id}`);
  await expect(bar(page)).toHaveAccessibleName("main: 1 moving, 3 waiting");
  const rows = page.getByRole("table", { name: "Instances of this rollout" }).getByRole("row");
  await expect(rows).toHaveCount(5);
  await page.getByRole("link", { name: "1 moving" }).click();
  await expect(page).toHaveURL(/health=moving/);
  await expect(rows).toHaveCount(2);
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(rows).toHaveCount(5);

  const letGo = await heldBack(page, id);
  await page.getByRole("button", { name: /^Pause/ }).click();
  await expect(page.getByText(/^Pausing: asked by you/)).toBeVisible();
  await expect(status(page, "running")).toBeVisible();
  await expect(page.getByRole("button", { name: "Abort…" })).toHaveAttribute("aria-disabled", "true");
  letGo();
  await expect(status(page, "paused")).toBeVisible();
  await expect(page.getByText(/^Pausing: asked by you/)).toHaveCount(0);
  await page.keyboard.press("p");
  await expect(status(page, "running")).toBeVisible();

  await page.getByRole("button", { name: "Fail…" }).click();
  const dialog = page.getByRole("dialog", { name: "Fail the rollout of rolling?" });
  await expect(dialog).toContainText("goes back to its stable version");
  await dialog.getByRole("button", { name: "Fail the rollout" }).click();
  await expect(status(page, "failed")).toBeVisible();
  await page.getByRole("link", { name: "the rollout of v2" }).click();
  await expect(page.getByRole("heading", { name: "Rollout of v2", level: 1 })).toBeVisible();
  await expect(status(page, "successful")).toBeVisible();
  await expect(page.getByRole("link", { name: "the rollout of v1" })).toBeVisible();

  await page.getByRole("navigation", { name: "Where you are" }).getByRole("link", { name: "rolling" }).click();
  const listed = page.getByRole("table", { name: "Rollouts" }).getByRole("row");
  await expect(listed).toHaveCount(4);
  await expect(listed.filter({ hasText: "Rollout of v1" })).toContainText("failed");
  await expect(listed.filter({ hasText: "Rollout of v2" })).toContainText("by a rollout that failed");
});

test("[U25] some instances are restarted, and the others stay as they are", async ({ page, server }) => {
  await register(server, versions("first"));
  await whenRollout(server, "rolling", { version: 0, status: "successful" });
  await page.goto("/ui/jobs/default/rolling");
  await page.getByRole("button", { name: "More for rolling" }).click();
  await page.getByRole("menuitem", { name: "Restart…" }).click();
  const dialog = page.getByRole("dialog", { name: "Restart rolling?" });
  await expect(dialog.getByRole("button", { name: "Restart (4 instances)" })).toBeVisible();
  await dialog.getByRole("radio", { name: /^Some/ }).check();
  await dialog.getByRole("textbox", { name: /numbers/ }).fill("2-1");
  await expect(dialog.getByRole("button", { name: /^Restart/ })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox", { name: /numbers/ }).fill("1-2");
  await dialog.getByRole("textbox", { name: /at a time/ }).fill("2");
  await dialog.getByRole("button", { name: "Restart (2 instances)" }).click();
  await expect(page.getByRole("heading", { name: "Restart of instances 1–2", level: 1 })).toBeVisible();
  await expect(status(page, "successful")).toBeVisible();
  const rows = page.getByRole("table", { name: "Instances of this rollout" }).getByRole("row");
  await expect(rows.filter({ hasText: "healthy" })).toHaveCount(2);
});

test("[U25] [U26] a restart is planned first, and starts paused", async ({ page, server }) => {
  await register(server, versions("first"));
  await whenRollout(server, "rolling", { version: 0, status: "successful" });
  await page.goto("/ui/jobs/default/rolling");
  await page.getByRole("button", { name: "More for rolling" }).click();
  await page.getByRole("menuitem", { name: "Restart…" }).click();
  await page.getByRole("checkbox", { name: "Start paused" }).check();
  await page.getByRole("button", { name: "See the plan" }).click();
  await expect(page.getByRole("button", { name: "4 replace", exact: true })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Start paused" })).toBeChecked();
  await page.getByRole("button", { name: /^Restart it/ }).click();
  const panel = page.getByRole("region", { name: "Rollout" });
  await expect(panel).toContainText("Restart of all instances");
  await expect(panel.getByRole("img", { name: "main: 4 waiting" })).toBeVisible();
  await panel.getByRole("button", { name: "Abort…" }).click();
  await page.getByRole("button", { name: "Abort the rollout" }).click();
  await expect(panel.getByRole("heading", { name: "Last rollout" })).toBeVisible();
  await expect(panel).toContainText("cancelled");
});

/** Rollouts of every kind to see: their pages. */
const prepare = async (server: Server): Promise<readonly string[]> => {
  await register(server, versions("first"));
  const done = await whenRollout(server, "rolling", { version: 0, status: "successful" });
  await register(server, versions("second", { ...quickly, Canary: 1, MinHealthyTime: "59m", AutoRevert: true }));
  const moving = await whenRollout(server, "rolling", { version: 1, status: "running" });
  return [
    `/ui/rollouts/${moving}`,
    `/ui/rollouts/${done}`,
    "/ui/rollouts/missing",
    "/ui/jobs/default/rolling",
    "/ui/jobs/default/rolling/rollouts",
  ];
};

const settled = async (page: Page): Promise<void> => {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".skel-rows")).toHaveCount(0);
  await expect(page.locator("button.conn")).toContainText("Live");
};

for (const colorScheme of ["light", "dark"] as const)
  test(`every page of rollouts is accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const pages = await prepare(server);
    for (const path of pages) {
      await page.goto(path);
      await settled(page);
      await test.step(path, () => expectAccessible(page));
    }
    await page.goto(pages[0] ?? "");
    await page.getByRole("button", { name: "Abort…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await test.step("the end of a rollout", () => expectAccessible(page));
    await page.goto("/ui/jobs/default/rolling");
    await page.getByRole("button", { name: "More for rolling" }).click();
    await page.getByRole("menuitem", { name: "Restart…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await test.step("a restart", () => expectAccessible(page));
  });

test("no page of rollouts runs off a screen of 360 px", async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of await prepare(server)) {
    await page.goto(path);
    await settled(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, path).toBeLessThanOrEqual(0);
  }
});
