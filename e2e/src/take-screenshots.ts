/** Takes the pictures of the README anew: `npm run screenshots`. Starts a server of its own with the demonstration's jobs. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "@playwright/test";
import { chosenChromium } from "./find-chromium.ts";
import { killProcessesOf } from "./leftovers.ts";
import { startServer } from "./server-process.ts";

const pictures = fileURLToPath(new URL("../../apps/web/screenshots/", import.meta.url));
const token = "screenshots-screenshots";

/** The demonstration's `web`, with a longer greeting and fewer workers: something of every kind to see in its plan. */
const changed = (definition: string): string =>
  definition
    .replace('"hello"', '"welcome back"')
    .replace(/("Name": "worker",\s*"Count": )2/, "$11")
    .replace(/("Name": "web",\s*"Count": )3/, "$15");

const take = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(1000);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
};

const editWeb = async (page: Page, url: string): Promise<void> => {
  const reply = await page.request.get(`${url}/api/jobs/default/web/definition`);
  const { definition } = (await reply.json()) as { readonly definition: unknown };
  await page.goto(`${url}/ui/jobs/default/web/edit`);
  const text = page.locator(".cm-content");
  await text.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(changed(JSON.stringify(definition, null, 2)));
  await page.getByRole("button", { name: /^Plan/ }).first().click();
  await page.getByRole("button", { name: /^Apply/ }).waitFor();
};

const openLog = async (page: Page, url: string): Promise<void> => {
  const reply = await page.request.get(`${url}/api/jobs/default/web/allocations?group=web&limit=1`);
  const { items } = (await reply.json()) as { readonly items: readonly { readonly id: string }[] };
  await page.goto(`${url}/ui/allocations/${items[0]?.id ?? ""}/logs/server/stdout`);
  await page.getByPlaceholder("Search the whole log").fill("item");
  await page.getByText("GET /item/20 ").waitFor();
};

/** Both the machine itself and the simulated fleet, with what runs on them. */
const openNodes = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/ui/nodes`);
  await page.getByRole("table", { name: "Nodes" }).getByRole("row").nth(2).waitFor();
};

/** What ends has ended, what lasts runs, and what fails is not tried again. */
const settled = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/ui/jobs/default/mailer/instances?state=failed`);
  await page.getByText("1–4 of 4").waitFor({ timeout: 120_000 });
  await page.goto(`${url}/ui/jobs`);
  const row = (job: string, state: string) => page.getByRole("row").filter({ hasText: job }).filter({ hasText: state });
  await row("nightly-report", "succeeded").waitFor();
  await row("checkout", "36/36").waitFor();
  await row("mailer", "failed").waitFor();
};

const main = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), "longshore-screenshots-"));
  await mkdir(pictures, { recursive: true });
  const server = await startServer({ dataDir, token, port: 0, args: ["--demo"] });
  const executablePath = chosenChromium();
  const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" });
    await page.goto(`${server.url}/ui/#t=${token}`);
    await page.getByRole("heading", { name: "Jobs" }).waitFor();
    await settled(page, server.url);
    await take(page, "jobs");
    await editWeb(page, server.url);
    await take(page, "plan");
    await openNodes(page, server.url);
    await take(page, "nodes");
    await page.emulateMedia({ colorScheme: "dark" });
    await openLog(page, server.url);
    await take(page, "logs");
  } finally {
    await browser.close();
    await server.end("SIGTERM");
    killProcessesOf(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
};

await main();
