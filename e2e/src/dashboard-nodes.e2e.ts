import type { Page } from "@playwright/test";
import { register, simulatedJob } from "./dashboard-job.ts";
import type { Server } from "./server-fixture.ts";
import { expect, test } from "./server-fixture.ts";

test.use({ serverArgs: ["--simulate", "3"] });

type Node = { readonly id: string; readonly drain: object | null; readonly eligibility: string };

const nodesOf = async (server: Server): Promise<readonly Node[]> =>
  ((await (await server.request("/api/nodes")).json()) as { readonly items: readonly Node[] }).items;

/** Whatever a story left behind: every node takes work again. */
test.afterEach(async ({ server }) => {
  for (const { id, drain, eligibility } of await nodesOf(server)) {
    if (drain !== null) await server.request(`/api/nodes/${id}/drain?eligible=true`, { method: "DELETE" });
    else if (eligibility === "ineligible")
      await server.request(`/api/nodes/${id}/eligibility`, {
        method: "PUT",
        body: JSON.stringify({ eligibility: "eligible" }),
      });
  }
});

const openNode = async (page: Page, name: string): Promise<void> => {
  await page.goto("/ui/nodes");
  await page.getByRole("table", { name: "Nodes" }).getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
};

test("a node is drained, its work moves, and it takes new work again", async ({ page, server }) => {
  await register(server, simulatedJob({ id: "moving", count: 4 }));
  await page.goto("/ui/jobs/default/moving");
  await expect(page.getByRole("link", { name: "4 running of main" })).toBeVisible();
  await page.getByRole("link", { name: /^main/ }).first().click();
  await expect(page.getByRole("region", { name: "Why this node" })).toContainText("looked at");
  const home = page.getByText(/^Attempt \d+ on/).getByRole("link");
  const node = (await home.textContent()) ?? "";
  await home.click();

  await expect(page.getByRole("heading", { name: node, level: 1 })).toBeVisible();
  const instances = page.getByRole("table", { name: "Instances on this node" });
  await expect(instances.getByRole("link", { name: /^moving\.main/ }).first()).toBeVisible();
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog", { name: `Drain ${node}?` });
  await expect(dialog).toContainText(/\d instances? of 1 job/);
  await dialog.getByRole("combobox").selectOption({ label: "After 15 minutes" });
  await dialog.getByRole("button", { name: /^Drain/ }).click();

  await expect(page.getByText("Nothing runs here now.")).toBeVisible();
  await expect(page.getByText("Ineligible: takes no new work")).toBeVisible();
  await page.goto("/ui/jobs/default/moving/instances?state=running");
  await expect(page.getByRole("link", { name: /^main/ })).toHaveCount(4);
  await expect(page.getByRole("cell", { name: node, exact: true })).toHaveCount(0);

  await openNode(page, node);
  await page.keyboard.press("e");
  await expect(page.getByText("Takes new work.")).toBeVisible();
});

test("a drain that cannot move its work says so and can be cancelled", async ({ page, server }) => {
  await register(server, simulatedJob({ id: "pinned", node: "sim-00002" }));
  await openNode(page, "sim-00002");
  await expect(page.getByRole("link", { name: /^pinned\.main/ })).toBeVisible();
  await page.getByRole("button", { name: "Drain…" }).click();
  await page.getByRole("combobox").selectOption({ label: "Never: wait until all have moved" });
  await page.getByRole("button", { name: "Drain (1 instance)" }).click();
  const note = page.getByRole("status", { name: "Drain" });
  await expect(note).toContainText("1 instance left to move.");
  await expect(note).toContainText("waits without end");

  await page.getByRole("link", { name: "Nodes", exact: true }).first().click();
  await page.getByRole("button", { name: /^draining/ }).click();
  await expect(page).toHaveURL(/eligibility=draining/);
  await expect(page.getByRole("row").filter({ hasText: "sim-00002" })).toContainText("draining, 1 left");

  await page.getByRole("link", { name: "sim-00002", exact: true }).click();
  await page.getByRole("button", { name: "Cancel drain…" }).click();
  await expect(page.getByRole("dialog")).toContainText("1 instance that is still here stays.");
  await page.getByRole("button", { name: "Cancel the drain" }).click();
  await expect(page.getByText("Takes new work.")).toBeVisible();
  await expect(page.getByRole("link", { name: /^pinned\.main/ })).toBeVisible();
});

test("what waits for a node is explained, and placed once the node takes work", async ({ page, server }) => {
  await openNode(page, "sim-00001");
  await page.getByRole("button", { name: /^Make ineligible/ }).click();
  await expect(page.getByText("Ineligible: takes no new work")).toBeVisible();
  await register(server, simulatedJob({ id: "waiting", count: 2, node: "sim-00001" }));

  await page.goto("/ui/jobs/default/waiting");
  await expect(page.getByRole("region", { name: "Waiting" })).toContainText("2 instances waiting");
  await page.getByRole("link", { name: "Why, in numbers" }).click();
  await expect(page.getByRole("heading", { name: "blocked evaluation", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "What could not be placed" })).toContainText("2 instances waiting");
  const evaluation = page.url();
  const before = page.getByRole("region", { name: "Before and after" });
  await before.getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "complete evaluation", level: 1 })).toBeVisible();
  await expect(before).toContainText("Waits for room");

  await openNode(page, "sim-00001");
  await page.getByRole("button", { name: /^Make eligible/ }).click();
  await expect(page.getByText("Takes new work.")).toBeVisible();
  await page.goto(evaluation);
  await expect(page.getByRole("heading", { name: "complete evaluation", level: 1 })).toBeVisible();
  await page.goto("/ui/jobs/default/waiting");
  await expect(page.getByRole("link", { name: "2 running of main" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Waiting" })).toHaveCount(0);
});

test("evaluations are found by status, job and reason, by keyboard too", async ({ page, server }) => {
  await register(server, simulatedJob({ id: "fits" }));
  await register(server, simulatedJob({ id: "huge", memory: 9_000_000 }));
  await page.goto("/ui/jobs");
  await expect(page.getByRole("link", { name: "huge", exact: true })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await expect(page.getByRole("heading", { name: "Evaluations", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: /^blocked/ }).click();
  const rows = page.getByRole("table", { name: "Evaluations" }).getByRole("row");
  await expect(rows.filter({ hasText: "huge" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "huge" })).toContainText("MiB asked");
  await page.getByRole("button", { name: /^All/ }).click();
  await page.keyboard.press("/");
  await page.keyboard.type("fits");
  await expect(page).toHaveURL(/job=fits/);
  await expect(rows.filter({ hasText: "fits" }).first()).toBeVisible();
  await expect(rows.filter({ hasText: "huge" })).toHaveCount(0);
  await page.getByRole("textbox").blur();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "complete evaluation", level: 1 })).toBeVisible();
  await expect(page.getByRole("table", { name: "Instances of this evaluation" })).toBeVisible();
});

test("a job is evaluated on request, and the scheduler's settings are kept", async ({ page, server }) => {
  await register(server, simulatedJob({ id: "looked-at" }));
  await page.goto("/ui/jobs/default/looked-at/evaluations");
  await page.getByRole("button", { name: "Evaluate now" }).click();
  await expect(page.getByRole("heading", { name: "complete evaluation", level: 1 })).toBeVisible();
  await page.goto("/ui/scheduler");
  await page.getByRole("radio", { name: /^Level nodes/ }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveAttribute("aria-disabled", "true");
  await page.reload();
  await expect(page.getByRole("radio", { name: /^Level nodes/ })).toBeChecked();
  await page.getByRole("radio", { name: /^Fill nodes/ }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveAttribute("aria-disabled", "true");
});
