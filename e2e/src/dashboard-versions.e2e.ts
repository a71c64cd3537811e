import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessibility.ts";
import { parameterizedJob, periodicJob, register, simulatedJob } from "./dashboard-job.ts";
import { replaceText } from "./editor.ts";
import type { Server } from "./server-fixture.ts";
import { expect, signIn, test } from "./server-fixture.ts";

test.use({ serverArgs: ["--simulate", "3"] });

const encode = parameterizedJob({ id: "encode", Payload: "optional", MetaRequired: ["who"], MetaOptional: ["why"] });

test("[W33] a parameterized job is dispatched with a payload and meta, and refused in place", async ({
  page,
  server,
}) => {
  await register(server, encode);
  await page.goto("/ui/jobs/default/encode");
  await expect(page.getByRole("region", { name: "Launches" })).toContainText("Required: who. Optional: why.");
  await page.keyboard.press("l");
  const dialog = page.getByRole("dialog", { name: "Dispatch encode" });
  const run = dialog.getByRole("button", { name: /^Dispatch/ });
  await expect(run).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox", { name: /^who/ }).fill("ann");

  await dialog.getByRole("textbox", { name: /^Payload/ }).fill("x".repeat(16_385));
  await expect(dialog.getByRole("alert")).toHaveText("16,385 of 16,384 bytes: too large");
  await expect(run).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox", { name: /^Payload/ }).fill("hellö");
  await expect(dialog).toContainText("6 of 16,384 bytes");

  await dialog.getByText("More", { exact: true }).click();
  await dialog.getByRole("textbox", { name: /^The child’s priority/ }).fill("500");
  await run.click();
  await expect(dialog.getByRole("alert")).toContainText("nothing was dispatched");
  await dialog.getByRole("textbox", { name: /^The child’s priority/ }).fill("");
  await dialog.getByRole("textbox", { name: /^Idempotency token/ }).fill("order 7");
  await run.click();
  const made = dialog.getByRole("status");
  await expect(made).toContainText(/^Dispatched: encode\/dispatch-/);
  const first = await made.getByRole("link").innerText();
  await dialog.getByRole("button", { name: "Dispatch another" }).click();
  await expect(made).toContainText("Dispatched before under this token");
  await expect(made.getByRole("link")).toHaveText(first);

  await dialog.getByRole("textbox", { name: /^Idempotency token/ }).fill("");
  await dialog.getByRole("button", { name: "A file" }).click();
  const bytes = Buffer.from([0, 255, 16]);
  await dialog
    .getByLabel("The payload's file")
    .setInputFiles({ name: "in.bin", mimeType: "application/octet-stream", buffer: bytes });
  await expect(dialog).toContainText("3 of 16,384 bytes");
  await run.click();
  await expect(made).toContainText(/^Dispatched: encode\/dispatch-/);
  const second = await made.getByRole("link").innerText();
  expect(second).not.toBe(first);
  const child = (await (await server.request(`/v1/job/${encodeURIComponent(second)}`)).json()) as object;
  expect(child).toMatchObject({ ParentID: "encode", Payload: bytes.toString("base64"), Meta: { who: "ann" } });

  await made.getByRole("link").click();
  await expect(page.getByRole("heading", { name: second, level: 1 })).toBeVisible();
  await page.getByText("Launched from").getByRole("link", { name: "encode", exact: true }).click();
  const children = page.getByRole("table", { name: "Newest children" });
  await expect(children.getByRole("link")).toHaveText([second, first]);
});

/** Three versions that differ in one value. */
const prepareVersions = async (server: Server, id: string): Promise<void> => {
  for (const mark of ["first", "second", "third"]) await register(server, simulatedJob({ id, mark }));
};

const rowOf = (page: Page, version: number) =>
  page
    .getByRole("list", { name: "Versions, newest first" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: `Revert to version ${String(version)}` }) });

test("[V4] a version is tagged, compared, edited and gone back to, and the audit log says who asked", async ({
  page,
  server,
}) => {
  // What was asked of an earlier job of the same name stays in the audit log.
  const id = `web-${randomUUID().slice(0, 8)}`;
  await prepareVersions(server, id);
  await page.goto(`/ui/jobs/default/${id}/versions`);
  await expect(rowOf(page, 0)).toContainText("first version");
  for (const _version of [2, 1, 0]) await page.keyboard.press("j");
  await page.keyboard.press("t");
  const tagging = page.getByRole("dialog", { name: "Tag version 0" });
  await tagging.getByRole("textbox", { name: /^Tag/ }).fill("7");
  await expect(tagging.getByRole("alert")).toHaveText("A number would name a version");
  await tagging.getByRole("textbox", { name: /^Tag/ }).fill("golden");
  await tagging.getByRole("textbox", { name: /^Description/ }).fill("Before the fair");
  await tagging.getByRole("button", { name: "Tag", exact: true }).click();
  await expect(tagging).toHaveCount(0);
  await expect(rowOf(page, 0)).toContainText("golden");

  await page.getByRole("button", { name: "More for version 1" }).click();
  await page.getByRole("menuitem", { name: "Tag…" }).click();
  const taken = page.getByRole("dialog", { name: "Tag version 1" });
  await taken.getByRole("textbox", { name: /^Tag/ }).fill("golden");
  await taken.getByRole("button", { name: "Tag", exact: true }).click();
  await expect(taken.getByRole("alert")).toContainText("golden");
  await taken.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "More for version 0" }).click();
  await page.getByRole("menuitem", { name: "Compare with the present one" }).click();
  await expect(page).toHaveURL(/from=golden&to=2$/);
  const compared = page.getByRole("region", { name: "Two versions compared" });
  await expect(compared).toContainText("1 field differs from v0 to v2.");
  await expect(compared.getByRole("deletion").first()).toHaveText("first");
  await compared.getByRole("combobox", { name: "To version" }).selectOption("1");
  await expect(page).toHaveURL(/from=golden&to=1$/);
  await expect(compared.getByRole("insertion").first()).toHaveText("second");
  await compared.getByRole("button", { name: "Swap the two versions" }).click();
  await expect(compared).toContainText("from v1 to v0.");

  await page.goto(`/ui/jobs/default/${id}/edit?version=golden`);
  await expect(page.getByText(/^Based on version 0, golden/)).toBeVisible();
  await page.getByRole("button", { name: /^Plan/ }).click();
  const changes = page.getByRole("region", { name: "Changes", exact: true });
  await expect(changes.getByRole("insertion").filter({ hasText: "first" })).toBeVisible();
  await page.goBack();
  await replaceText(page, JSON.stringify(simulatedJob({ id, mark: "first, edited" }), null, 2));
  await page.getByRole("button", { name: /^Plan/ }).click();
  await page.getByRole("button", { name: /^Apply plan/ }).click();
  await expect(page.getByRole("heading", { name: id, level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Versions" }).click();
  await expect(rowOf(page, 3)).toContainText("present");

  await page.getByRole("button", { name: "Revert to version 0" }).click();
  await expect(changes).toContainText("first, edited");
  await page.getByRole("button", { name: /^Revert/ }).click();
  await page.getByRole("link", { name: "Versions" }).click();
  await expect(rowOf(page, 4)).toContainText("reverted to version 0");
  await page.getByRole("button", { name: "More for version 0" }).click();
  await page.getByRole("menuitem", { name: "Its tag…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take it away" }).click();
  await expect(rowOf(page, 0)).not.toContainText("golden");

  await page.getByRole("link", { name: "Activity" }).click();
  const rows = page.getByRole("table", { name: "Activity" }).getByRole("row");
  const words = ["took a tag from it", "reverted it", "registered it", "tagged a version of it", "registered it"];
  for (const [at, text] of words.entries()) await expect(rows.nth(at + 1)).toContainText(text);
  await expect(rows.filter({ hasText: "the Nomad API" })).toHaveCount(3);
  await page.getByRole("link", { name: "In the audit log" }).click();
  await expect(page).toHaveURL(/audit\?namespace=default&job=web-/);
  await expect(rows).toHaveCount(8);
  await page.getByRole("combobox", { name: "Any action" }).selectOption("revertJob");
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText(`reverted ${id}`);
  await page.getByRole("button", { name: "Clear all" }).click();
  await page.getByRole("textbox", { name: /^Who/ }).fill("nobody");
  await expect(page.getByRole("heading", { name: "Nothing matches this filter" })).toBeVisible();
});

test("[A1] [A2] who may only look sees what was asked of a job, and no more of the log", async ({
  browser,
  server,
}) => {
  await register(server, simulatedJob({ id: "seen" }));
  const body = JSON.stringify({ name: "viewer", role: "viewer" });
  const made = await server.request("/api/tokens", { method: "POST", body });
  const { secret: token } = (await made.json()) as { readonly secret: string };
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, { ...server, token });
  await page.goto(`${server.url}/ui/jobs/default/seen/activity`);
  const rows = page.getByRole("table", { name: "Activity" }).getByRole("row");
  await expect(rows.filter({ hasText: "registered it" }).first()).toBeVisible();
  await expect(rows.filter({ hasText: "127.0.0.1" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "In the audit log" })).toHaveCount(0);
  await page.goto(`${server.url}/ui/jobs/default/seen/versions`);
  await expect(page.getByRole("button", { name: "Revert to version 0" })).toHaveAttribute("aria-disabled", "true");
  await page.goto(`${server.url}/ui/audit`);
  await expect(page.getByRole("heading", { name: "The audit log is the administrators’" })).toBeVisible();
  await page.goto(`${server.url}/ui/retention`);
  await expect(page.getByText("An administrator's token is needed")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Versions of each job" })).toBeDisabled();
  await context.close();
});

const healthOf = async (server: Server, job: string): Promise<string> => {
  const answer = await server.request(`/api/jobs/default/${job}`);
  return ((await answer.json()) as { readonly health: string }).health;
};

test("[V15] what is kept is set, and what is past is collected at once", async ({ page, server }) => {
  await register(server, simulatedJob({ id: "over" }));
  await register(server, simulatedJob({ id: "runs" }));
  expect((await server.request("/v1/job/over", { method: "DELETE" })).status).toBe(200);
  await expect.poll(() => healthOf(server, "over")).toBe("stopped");
  await page.goto("/ui/retention");
  const form = page.getByRole("form", { name: "What is kept" });
  const versions = form.getByRole("textbox", { name: "Versions of each job" });
  await versions.fill("0");
  await expect(form.getByText("From 1 to 1,000")).toBeVisible();
  await expect(form.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "true");
  await versions.fill("9");
  await form.getByRole("combobox", { name: "Rollouts: unit" }).selectOption("for good");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("What is past is kept by these settings now.")).toBeVisible();
  expect(await (await server.request("/api/retention")).json()).toMatchObject({ versions: 9, deploymentsMs: null });
  await form.getByRole("button", { name: "Defaults" }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("button", { name: "Defaults" })).toHaveCount(0);

  await page.getByRole("button", { name: "Collect now…" }).click();
  const dialog = page.getByRole("dialog", { name: "Forget all that is past?" });
  await dialog.getByRole("textbox").fill("forget");
  await dialog.getByRole("button", { name: "Forget it now" }).click();
  await expect(page.getByRole("region", { name: "Collect now" })).toContainText("Forgotten: 1 job");
  expect((await server.request("/api/jobs/default/over")).status).toBe(404);
  expect((await server.request("/api/jobs/default/runs")).status).toBe(200);
});

const pages = [
  "/ui/jobs/default/web/versions",
  "/ui/jobs/default/web/versions?from=0&to=2",
  "/ui/jobs/default/web/versions?from=none",
  "/ui/jobs/default/web/activity",
  "/ui/jobs/default/encode",
  "/ui/jobs/default/clocked",
  "/ui/audit",
  "/ui/audit?who=nobody",
  "/ui/retention",
] as const;

const prepare = async (server: Server): Promise<void> => {
  await prepareVersions(server, "web");
  await register(server, encode);
  const missed = { MissedRuns: { Policy: "run_all", Max: 5 } };
  const clocked = periodicJob({ id: "clocked", spec: "30 2 29 2 *" });
  await register(server, { ...clocked, Periodic: { ...clocked.Periodic, ...missed } });
  const tag = JSON.stringify({ version: 0, description: "Before the fair" });
  await server.request(`/api/jobs/default/web/tags/${"a-long-tag-".repeat(12)}`, { method: "PUT", body: tag });
};

const settled = async (page: Page): Promise<void> => {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".skel-rows")).toHaveCount(0);
  await expect(page.locator("button.conn")).toContainText("Live");
};

for (const colorScheme of ["light", "dark"] as const)
  test(`every page of versions, dispatches and audit is accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await prepare(server);
    for (const path of pages) {
      await page.goto(path);
      await settled(page);
      await test.step(path, () => expectAccessible(page));
    }
    await page.getByRole("button", { name: "Collect now…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await test.step("collecting", () => expectAccessible(page));
    await page.goto("/ui/jobs/default/encode");
    await page.getByRole("button", { name: "Dispatch…" }).click();
    await page.getByText("More", { exact: true }).click();
    await test.step("a dispatch", () => expectAccessible(page));
    await page.goto("/ui/jobs/default/web/versions");
    await page.getByRole("button", { name: "More for version 0" }).click();
    await page.getByRole("menuitem", { name: "Its tag…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await test.step("a tag", () => expectAccessible(page));
  });

test("no page of versions, dispatches and audit runs off a screen of 360 px", async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await prepare(server);
  for (const path of pages) {
    await page.goto(path);
    await settled(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, path).toBeLessThanOrEqual(0);
  }
});
