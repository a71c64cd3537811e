import { register, shellJob } from "./dashboard-job.ts";
import { replaceText } from "./editor.ts";
import { expect, test } from "./server-fixture.ts";

test("a new job is planned, applied, seen running, and stopped", async ({ page }) => {
  await page.goto("/ui/jobs");
  await expect(page.getByRole("heading", { name: "No jobs yet" })).toBeVisible();
  await page.getByRole("link", { name: "Start from a sample" }).click();
  await replaceText(page, JSON.stringify(shellJob({ id: "hello", count: 3 })));
  await page.getByRole("button", { name: /^Plan/ }).click();

  await expect(page.getByRole("heading", { name: "hello", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "3 create", exact: true })).toBeVisible();
  await expect(page.getByRole("option")).toHaveCount(3);
  await page.getByRole("option", { name: "main 2: create" }).click();
  await expect(page.getByRole("complementary", { name: "Instance" })).toContainText("main[2]");
  await page.getByRole("button", { name: /^Apply plan/ }).click();

  const groups = page.getByRole("table", { name: "Task groups" });
  await expect(groups.getByRole("link", { name: "3 running of main" })).toBeVisible();
  await page.getByRole("button", { name: "Stop…" }).click();
  await page.getByRole("button", { name: "Stop hello (3 instances)" }).click();
  await expect(page.getByRole("button", { name: "Start" })).toBeVisible();
  await expect(page.getByText(/^Stopped\./)).toBeVisible();
  await expect(groups.getByRole("link", { name: /running of main/ })).toHaveCount(0);
});

test("faults of a definition are shown in place and by name", async ({ page }) => {
  await page.goto("/ui/jobs/new");
  await replaceText(page, JSON.stringify({ ...shellJob({ id: "bad" }), Type: "nonsense", Priority: -3 }, null, 2));
  await page.getByRole("button", { name: /^Plan/ }).click();
  const faults = page.getByRole("alert", { name: "Faults of the definition" });
  await expect(faults).toContainText("nothing was changed");
  await faults.getByRole("button", { name: /Type/ }).click();
  await expect(page.locator(".editor .cm-lintRange-error").first()).toBeVisible();
  await replaceText(page, 'job "web" {\n}\n');
  await expect(page.getByText("This looks like HCL.")).toBeVisible();
});

test("a text survives the way to its plan and a reload", async ({ page }) => {
  await page.goto("/ui/jobs/new");
  await replaceText(page, JSON.stringify(shellJob({ id: "kept" })));
  await page.getByRole("button", { name: /^Plan/ }).click();
  await expect(page.getByRole("heading", { name: "kept", level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "1 create", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Edit" }).click();
  await expect(page.getByRole("textbox", { name: /^Definition of/ })).toContainText('"kept"');
});

test("versions show what they changed and can be gone back to", async ({ page, server }) => {
  await register(server, shellJob({ id: "history" }));
  await register(server, shellJob({ id: "history", count: 2 }));
  await page.goto("/ui/jobs/default/history/versions");
  await page.getByRole("button", { name: /^v1/ }).click();
  await expect(page.getByRole("region", { name: "Changes of group main" })).toContainText("Count");
  await page.getByRole("button", { name: "Revert to version 0" }).click();
  await expect(page.getByRole("heading", { name: "Revert to v0: history" })).toBeVisible();
  await expect(page.getByRole("button", { name: "1 stop", exact: true })).toBeVisible();
  await page.getByRole("button", { name: /^Revert/ }).click();
  await expect(
    page.getByRole("table", { name: "Task groups" }).getByRole("link", { name: "1 running of main" }),
  ).toBeVisible();
  await page.getByRole("link", { name: "Versions" }).click();
  await expect(page.getByRole("button", { name: /^v2 present/ })).toBeVisible();
});

test("a plan whose job moved meanwhile is locked until planned again", async ({ page, server }) => {
  await register(server, shellJob({ id: "moving" }));
  await page.goto("/ui/jobs/default/moving");
  await page.getByRole("button", { name: "Scale" }).click();
  await page.getByRole("spinbutton", { name: "Count" }).fill("3");
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page.getByRole("button", { name: "2 create", exact: true })).toBeVisible();
  await register(server, shellJob({ id: "moving", count: 2 }));
  await expect(page.getByRole("alert")).toContainText("This plan is stale");
  await expect(page.getByRole("button", { name: /^Scale/ })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "Plan again" }).click();
  await expect(page.getByRole("button", { name: "1 create", exact: true })).toBeVisible();
  await page.getByRole("button", { name: /^Scale/ }).click();
  await expect(page.getByRole("link", { name: "3 running of main" })).toBeVisible();
});

test("the main story by keyboard alone", async ({ page }) => {
  await page.goto("/ui/jobs");
  await expect(page.getByRole("heading", { name: "No jobs yet" })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("textbox", { name: /^Definition of/ })).toBeVisible();
  await replaceText(page, JSON.stringify(shellJob({ id: "typed", count: 2 })));
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("button", { name: "2 create", exact: true })).toBeVisible();
  await page.getByRole("option", { name: "main 0: create" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("option", { name: "main 1: create" })).toBeFocused();
  await expect(page.getByRole("option", { name: "main 1: create" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("link", { name: "2 running of main" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await expect(page.getByRole("table", { name: "Jobs" })).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "typed", exact: true })).toBeFocused();
  await page.keyboard.press("s");
  await expect(page.getByRole("dialog", { name: "Stop typed?" })).toBeVisible();
  await page.getByRole("button", { name: "Stop typed (2 instances)" }).press("Enter");
  await expect(page.getByRole("cell", { name: /^stopped$/ })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});
