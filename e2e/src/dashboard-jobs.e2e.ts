import { register, shellJob } from "./dashboard-job.ts";
import { expect, test } from "./server-fixture.ts";

test("signing in with a pasted token leads to the page that was asked for", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/ui/nodes");
  await page.getByLabel("Token").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("not known");
  await page.getByLabel("Token").fill(server.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  await page.getByRole("button", { name: /: account$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByLabel("Token")).toBeVisible();
  await context.close();
});

test("the filter lives in the address, and hides nothing silently", async ({ page, server }) => {
  await register(server, shellJob({ id: "alpha-web" }));
  await register(server, shellJob({ id: "alpha-batch", type: "batch", script: "exit 0" }));
  await register(server, shellJob({ id: "beta-web" }));
  await page.goto("/ui/jobs");
  const jobs = page.getByRole("table", { name: "Jobs" });
  await expect(jobs.getByRole("row")).toHaveCount(4);

  await page.keyboard.press("/");
  await page.keyboard.type("alpha -batch");
  await expect(jobs.getByRole("row")).toHaveCount(2);
  await expect(page).toHaveURL(/q=alpha\+-batch/);
  await page.reload();
  await expect(jobs.getByRole("link", { name: "alpha-web" })).toBeVisible();

  await page.getByRole("button", { name: "Clear all" }).click();
  await page.getByRole("button", { name: /^succeeded 1/ }).click();
  await expect(page).toHaveURL(/health=succeeded/);
  await expect(jobs.getByRole("link", { name: "alpha-batch" })).toBeVisible();
  await expect(jobs.getByRole("row")).toHaveCount(2);
  await page.goBack();
  await expect(jobs.getByRole("row")).toHaveCount(4);

  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menuitem", { name: "type is not batch" }).click();
  await expect(jobs.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("main").getByText("type is not batch")).toBeVisible();
  await page.goto("/ui/jobs?q=nothing-like-it");
  await expect(page.getByRole("heading", { name: "No job matches this filter" })).toBeVisible();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(jobs.getByRole("row")).toHaveCount(4);
});

test("rows hold still under the pointer while others come", async ({ page, server }) => {
  await register(server, shellJob({ id: "m-first" }));
  await page.goto("/ui/jobs?sort=name");
  const jobs = page.getByRole("table", { name: "Jobs" });
  await jobs.getByRole("link", { name: "m-first" }).hover();
  await register(server, shellJob({ id: "a-second" }));
  const pill = page.getByRole("button", { name: "1 new" });
  await expect(pill).toBeVisible();
  await expect(jobs.getByRole("link", { name: "a-second" })).toHaveCount(0);
  await pill.click();
  await expect(jobs.getByRole("link", { name: "a-second" })).toBeVisible();
});

test("a dead server is said, and what is shown is as of then", async ({ page, server }) => {
  await register(server, shellJob({ id: "lasting" }));
  await page.goto("/ui/jobs");
  const chip = page.locator("button.conn");
  await expect(chip).toContainText("Live");
  await server.kill9();
  await expect(chip).toContainText("Stale since", { timeout: 15_000 });
  await expect(page.getByText(/What you see is as it was then/)).toBeVisible();
  await expect(page.getByRole("link", { name: "lasting", exact: true })).toBeVisible();
  await server.restart();
  await chip.click();
  await expect(chip).toContainText("Live", { timeout: 20_000 });
  await register(server, shellJob({ id: "later" }));
  await expect(page.getByRole("link", { name: "later", exact: true })).toBeVisible();
});

test("two tabs share one live stream", async ({ page, context, server }) => {
  await page.goto("/ui/jobs");
  await expect(page.locator("button.conn")).toContainText("Live");
  const other = await context.newPage();
  await other.goto("/ui/jobs");
  await expect(other.locator("button.conn")).toContainText("Live");
  await register(server, shellJob({ id: "seen-by-both" }));
  for (const tab of [page, other]) await expect(tab.getByRole("link", { name: "seen-by-both" })).toBeVisible();
  await other.close();
});

test("the palette finds jobs and does things", async ({ page, server }) => {
  await register(server, shellJob({ id: "findable" }));
  await page.goto("/ui/nodes");
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+K");
  const field = page.getByRole("combobox");
  await field.fill("findab");
  await expect(page.getByRole("option").first()).toContainText("findable");
  await field.press("Enter");
  await expect(page.getByRole("heading", { name: "findable", level: 1 })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+K");
  await field.fill("theme: dark");
  await field.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("signing in anew in one tab does not lock the other out", async ({ page, context, server }) => {
  await register(server, shellJob({ id: "shared" }));
  await page.goto("/ui/jobs/default/shared");
  await expect(page.getByRole("link", { name: "1 running of main" })).toBeVisible();
  const other = await context.newPage();
  await other.goto(`/ui/#t=${server.token}`);
  await expect(other.getByRole("table", { name: "Jobs" })).toBeVisible();
  await other.close();
  await page.getByRole("button", { name: "Stop…" }).click();
  await page.getByRole("button", { name: "Stop shared (1 instance)" }).click();
  await expect(page.getByRole("button", { name: "Start" })).toBeVisible();
});
