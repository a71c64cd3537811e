import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./accessibility.ts";
import { register, shellJob } from "./dashboard-job.ts";
import type { Server } from "./server-fixture.ts";
import { expect, test } from "./server-fixture.ts";

/** Writes at once what the test is about, then goes on until it is stopped. */
const thenWait = (script: string): string => `${script}\ntrap 'exit 0' TERM; while :; do sleep 1; done`;

const allocationOf = async (server: Server, job: string): Promise<string> => {
  let id = "";
  await expect(async () => {
    const reply = await server.request(`/v1/job/${job}/allocations`);
    const [allocation] = (await reply.json()) as readonly { readonly ID: string; readonly ClientStatus: string }[];
    expect(allocation?.ClientStatus).not.toBe("pending");
    id = allocation?.ID ?? "";
    expect(id).not.toBe("");
  }).toPass();
  return id;
};

/** Runs a script as a job and opens its log. */
const openLog = async (page: Page, server: Server, job: { readonly id: string; readonly script: string }) => {
  await register(server, shellJob(job));
  const id = await allocationOf(server, job.id);
  await page.goto(`/ui/allocations/${id}/logs/work/stdout`);
  return { id, log: page.getByRole("log"), foot: page.getByRole("group", { name: "State of the log" }) };
};

const lineTexts = async (log: Locator): Promise<readonly string[]> =>
  (await log.locator(".tx").allTextContents()).map((text) => text.replace(/\n$/, ""));

test("the output of a running task is followed, and holds still while one reads back", async ({ page, server }) => {
  const script = "i=0; while :; do i=$((i+1)); echo tick $i; [ $i -gt 300 ] && sleep 0.2; done";
  const { log, foot } = await openLog(page, server, { id: "ticker", script });
  await expect(foot).toContainText("Following");
  await expect(log).toContainText("tick 305");
  await expect(log).toContainText("tick 310");

  await log.hover();
  await page.mouse.wheel(0, -900);
  await expect(foot).toContainText("Not following");
  await expect(foot).toContainText(/newer line/);
  const held = (await lineTexts(log))[0];
  await expect(foot).toContainText(/[4-9] newer lines/);
  expect((await lineTexts(log))[0]).toBe(held);
  await page.keyboard.press("Shift+G");
  await expect(foot).toContainText("Following");
  // A view that changes its height is no reason to leave the end.
  for (const height of [500, 900]) {
    await page.setViewportSize({ width: 1440, height });
    const newest = (await lineTexts(log)).at(-1);
    await expect.poll(async () => (await lineTexts(log)).at(-1)).not.toBe(newest);
    await expect(foot).toContainText("Following");
  }
  await page.getByRole("button", { name: "Follow" }).click();
  await expect(foot).toContainText("Not following");
});

test("after a crash of the server the log goes on without a gap or a repetition", async ({ page, server }) => {
  const script = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done";
  const { log, foot } = await openLog(page, server, { id: "counter", script });
  await expect(log).toContainText("5");
  await server.kill9();
  await expect(foot).toContainText("Disconnected");
  await server.restart();
  await expect(foot).toContainText("Following");
  const before = Number((await lineTexts(log)).at(-1));
  await expect.poll(async () => Number((await lineTexts(log)).at(-1))).toBeGreaterThan(before + 10);
  await page.getByRole("log").press("Home");
  await expect(log.getByRole("link", { name: "Line 1", exact: true })).toBeVisible();
  const lines = (await lineTexts(log)).map(Number);
  expect(lines).toEqual(lines.map((_, at) => at + 1));
});

test("search, lines as addresses, wrapping, the other stream and the download", async ({ page, server }) => {
  const script = thenWait(
    'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); if [ $((i % 500)) -eq 7 ]; then printf "line $i \\033[31mhe\\033[0map is low\\n"; ' +
      'else echo "line $i of the ordinary kind"; fi; done; echo oops >&2',
  );
  const { id, log, foot } = await openLog(page, server, { id: "searched", script });
  await expect(foot).toContainText("2,000 lines");
  await page.keyboard.press("/");
  await page.keyboard.type("HEAP");
  await expect(page.getByRole("search")).toContainText("4 / 4");
  await expect(foot).toContainText("all of it searched");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("search")).toContainText("1 / 4");
  await expect(log.locator("mark.now").first()).toBeVisible();
  await page.getByRole("button", { name: "Match case" }).click();
  await expect(page.getByRole("search")).toContainText("no match");
  await page.getByRole("button", { name: "Regular expression" }).click();
  await page.getByLabel("Search the whole log").fill("^line 7 .*low$");
  await expect(page.getByRole("search")).toContainText("1 / 1");

  await log.getByRole("link", { name: "Line 5", exact: true }).click();
  await log.getByRole("link", { name: "Line 9", exact: true }).click({ modifiers: ["Shift"] });
  await expect(page).toHaveURL(/#L5-L9@\d+$/);
  await page.reload();
  await expect(log.locator(".sel")).toHaveCount(5);
  await expect(log.locator(".sel").first()).toContainText("line 5 of");
  await expect(page.getByRole("search")).toContainText("1");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/#L/);

  await page.keyboard.press("w");
  await expect(page).toHaveURL(/wrap=1/);
  await expect(page.getByRole("button", { name: "Wrap" })).toHaveAttribute("aria-pressed", "true");

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Download/ }).click();
  const saved = await readFile(await (await download).path());
  const served = await server.request(`/v1/client/fs/logs/${id}?task=work&type=stdout&plain=true`);
  expect(saved.equals(Buffer.from(await served.arrayBuffer()))).toBe(true);

  await page.getByRole("button", { name: "stderr" }).click();
  await expect(page).toHaveURL(/\/stderr/);
  await expect(log).toContainText("oops");
});

test("output is text, whatever it contains", async ({ page, server }) => {
  const script = thenWait(
    "printf '<img src=x onerror=\"document.title=1\">\\n\\033]8;;javascript:alert(1)\\007bad\\033]8;;\\007 \\033]8;;https://example.com/\\007good\\033]8;;\\007\\n';" +
      "printf 'a\\342\\200\\256b\\n10%%\\r100%%\\n\\033[2Jcleared\\n\\377\\376\\000\\n'; head -c 1000000 /dev/zero | tr '\\000' '[' | sed 's/\\[/\\x1b[/g'; printf '\\nno newline'",
  );
  const { log, foot } = await openLog(page, server, { id: "hostile", script });
  await expect(log).toContainText("no newline");
  await log.press("Home");
  await expect(log).toContainText("<img src=x");
  await expect(log.locator("img")).toHaveCount(0);
  await expect(log.getByRole("link", { name: "good" })).toHaveAttribute("href", "https://example.com/");
  await expect(log.getByRole("link", { name: "bad" })).toHaveCount(0);
  expect((await lineTexts(log)).slice(2, 6)).toEqual(["a\uFFFDb", "100%", "cleared", "\uFFFD\uFFFD\uFFFD"]);
  await expect(foot).toContainText("8 lines");
});

test("a log of a million lines opens, is searched whole and scrolled", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(Math.round(entry.duration));
    }).observe({ type: "longtask", buffered: true });
  });
  const script = thenWait(
    'awk \'BEGIN { for (i = 1; i <= 1000000; i++) printf "%07d request served in %d ms%s\\n", i, i % 900, i % 100000 ? "" : " needle" }\'',
  );
  const { log, foot } = await openLog(page, server, { id: "million", script });
  await expect(foot).toContainText("1,000,000 lines", { timeout: 60_000 });
  const written = Date.now();
  await page.reload();
  await expect(log).toContainText("request served");
  const first = Date.now() - written;
  await expect(foot).toContainText("1,000,000 lines");
  const whole = Date.now() - written;
  await page.keyboard.press("/");
  await page.keyboard.type("needle");
  await expect(page.getByRole("search")).toContainText("10 / 10");
  await page.keyboard.press("Enter");
  await expect(log.locator("mark.now")).toBeVisible();
  await expect(log).toContainText("0100000 request");
  for (const part of [0.9, 0.1, 0.5]) {
    await log.evaluate((element, to) => {
      element.scrollTop = element.scrollHeight * to;
    }, part);
    await expect(log).toContainText(`0${String(part * 10)}000`);
  }
  const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  const figures = `first lines ${String(first)} ms, whole ${String(whole)} ms, long tasks [${tasks.join(", ")}] ms`;
  test.info().annotations.push({ type: "measured", description: figures });
  // Which figures are good is a benchmark's business; that the page never freezes is this test's.
  expect(Math.max(0, ...tasks)).toBeLessThan(1000);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`an instance and its log are accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const colours = [30, 31, 32, 33, 34, 35, 36, 37, 90, 91, 92, 93, 94, 95, 96, 97]
      .map((code) => `\\033[${String(code)}mcolour ${String(code)}\\033[0m \\033[${String(code + 10)}mground\\033[0m`)
      .join(" \\n");
    const script = thenWait(
      `printf '${colours} \\033[38;5;17mdeep\\033[0m \\033[38;5;230mpale\\033[0m ERROR colour\\n'`,
    );
    const { id, log } = await openLog(page, server, { id: `looks-${colorScheme}`, script });
    await expect(log).toContainText("ERROR colour");
    await expectAccessible(page);
    await page.keyboard.press("/");
    await page.keyboard.type("colour");
    await expect(page.getByRole("search")).toContainText("/ 17");
    await log.getByRole("link", { name: "Line 2", exact: true }).click();
    await log.getByRole("link", { name: "Line 9", exact: true }).click({ modifiers: ["Shift"] });
    await expectAccessible(page);
    await page.goto(`/ui/allocations/${id}/logs/work/stderr`);
    await expect(page.getByRole("heading", { name: "Nothing on stderr" })).toBeVisible();
    await expectAccessible(page);
    await page.goto(`/ui/allocations/${id}`);
    await expect(page.getByRole("list", { name: /^Events of work/ })).toContainText("Started");
    await expectAccessible(page);
  });

test("an instance tells what happened to it and is stopped by what that brings about", async ({ page, server }) => {
  await register(server, shellJob({ id: "told" }));
  const id = await allocationOf(server, "told");
  await page.goto(`/ui/allocations/${id}`);
  await expect(page.getByRole("heading", { name: "told.main[0]" })).toBeVisible();
  await expect(page.getByText("running", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Stop…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("another one takes its place");
  await dialog.getByRole("button", { name: "Stop main[0]" }).click();
  await expect(page.getByRole("list", { name: /^Events of work/ })).toContainText("Killed");
  await expect(page.getByRole("button", { name: "Stop…" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("link", { name: "The one that took its place" }).click();
  await expect(page.getByRole("link", { name: "The one before" })).toBeVisible();
  await page.keyboard.press("o");
  await expect(page.getByRole("log")).toContainText("tick");
});
