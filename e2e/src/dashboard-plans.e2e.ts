import type { Browser, Page } from "@playwright/test";
import { expectAccessible } from "./accessibility.ts";
import { quickly, register, simulatedJob } from "./dashboard-job.ts";
import type { Server } from "./server-fixture.ts";
import { expect, signIn, test } from "./server-fixture.ts";

test.use({ serverArgs: ["--simulate", "3"] });

const asJson = async <T>(answer: Response): Promise<T> => {
  if (!answer.ok) throw new Error(`${String(answer.status)} ${await answer.text()}`);
  return (await answer.json()) as T;
};

const post = async <T>(server: Server, path: string, body: object, method = "POST"): Promise<T> =>
  asJson<T>(await server.request(path, { method, body: JSON.stringify(body) }));

type Token = { readonly id: string; readonly secret: string };

let made: readonly Token[] = [];

/** Somebody else, until the story ends. */
const somebody = async (server: Server, name: string, role: "viewer" | "operator"): Promise<Server> => {
  const token = await post<Token>(server, "/api/tokens", { name, role });
  made = [...made, token];
  return { ...server, token: token.secret };
};

const pageOf = async (browser: Browser, server: Server): Promise<Page> => {
  const page = await browser.newPage({ baseURL: server.url });
  await signIn(page, server);
  return page;
};

test.afterEach(async ({ server }) => {
  for (const { id } of made) await server.request(`/api/tokens/${id}`, { method: "DELETE" });
  made = [];
  await post(server, "/api/namespaces/default/rules", { approval: false }, "PUT");
});

/** When all of its instances run, nothing of it moves any more. */
const whenRunning = async (server: Server, job: string, count: number): Promise<void> => {
  await expect(async () => {
    const { groups } = await asJson<{ readonly groups: readonly { readonly now: { readonly running: number } }[] }>(
      await server.request(`/api/jobs/default/${job}`),
    );
    expect(groups.reduce((sum, { now }) => sum + now.running, 0)).toBe(count);
  }).toPass();
};

const start = async (server: Server, id: string, count = 2): Promise<void> => {
  await register(server, simulatedJob({ id, count }));
  await whenRunning(server, id, count);
};

const scale = (id: string, count: number) =>
  ({ type: "scale", namespace: "default", id, group: "main", count }) as const;

const savePlan = async (server: Server, change: object, comment = ""): Promise<string> => {
  const { saved } = await post<{ readonly saved: { readonly id: string } }>(server, "/api/plans", { change, comment });
  return saved.id;
};

const state = (page: Page) => page.getByRole("status", { name: "State" });
const truth = (page: Page) => page.getByRole("status", { name: "Truth" });
const applyButton = (page: Page) => page.getByRole("button", { name: /apply…$|^Apply plan|^Scale/ });

test("[Y3] [Y4] [Y8] a change is saved as a plan, approved by somebody else, and applied", async ({
  page,
  server,
  browser,
}) => {
  await start(server, "kept");
  await post(server, "/api/namespaces/default/rules", { approval: true }, "PUT");
  await page.goto("/ui/jobs/default/kept");
  await page.getByRole("button", { name: "Scale" }).click();
  await expect(page.getByRole("dialog")).toContainText("need somebody else's approval");
  await page.getByRole("spinbutton", { name: "Count" }).fill("4");
  await expect(page.getByRole("region", { name: "What if main had 4?" })).toContainText("2 instances would start.");
  await page.getByRole("button", { name: "Plan it" }).click();

  await expect(page.getByRole("button", { name: "2 create", exact: true })).toBeVisible();
  await expect(applyButton(page)).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: /^Save for approval/ }).click();
  await page.getByRole("textbox", { name: /^Why/ }).fill("Friday's sale");
  await page.getByRole("button", { name: "Save plan" }).click();

  await expect(page.getByRole("heading", { name: "Scale main to 4: kept", level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/ui\/plans\/[0-9a-f-]+$/);
  await expect(state(page)).toHaveText("open");
  await expect(truth(page)).toHaveText("True now");
  await expect(page.getByText("Friday's sale")).toBeVisible();
  await expect(page.getByRole("listbox", { name: /^Instances/ }).getByRole("option")).toHaveCount(4);
  const approve = page.getByRole("button", { name: /^Approve/ });
  await expect(approve).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText("You made it: somebody else has to approve it")).toBeVisible();

  const bob = await pageOf(browser, await somebody(server, "bob", "operator"));
  await bob.goto(page.url());
  await expect(truth(bob)).toHaveText("True now");
  await bob.keyboard.press("a");
  await bob.getByRole("textbox", { name: /^Comment/ }).fill("keep an eye on memory");
  await bob.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(state(bob)).toHaveText("approved");
  await bob.close();

  await expect(state(page)).toHaveText("approved");
  await expect(page.getByText("Approved by bob")).toBeVisible();
  await expect(page.getByText("keep an eye on memory")).toBeVisible();
  const plan = page.url();
  await applyButton(page).click();
  await expect(page.getByRole("link", { name: "4 running of main" })).toBeVisible();
  await expect(
    page.getByRole("table", { name: "Plans" }).locator("tbody tr").filter({ hasText: "applied" }),
  ).toHaveCount(1);
  await page.goto(plan);
  await expect(state(page)).toHaveText("applied");
  await expect(truth(page)).toHaveText("Nothing more comes of it");
  await expect(applyButton(page)).toHaveCount(0);
});

test("[Y5] [Y6] a plan goes stale, what moved is told, and it is applied as it was looked at", async ({
  page,
  server,
}) => {
  await start(server, "moves");
  const plan = await savePlan(server, scale("moves", 5));
  await page.goto(`/ui/plans/${plan}`);
  await expect(truth(page)).toHaveText("True now");

  await post(server, "/api/apply", { change: scale("moves", 3) });
  await expect(truth(page)).toHaveText("Stale");
  const moved = page.getByRole("alert");
  await expect(moved).toContainText("The job was v0 and is v1, by administrator");
  await whenRunning(server, "moves", 3);
  await moved.getByRole("link", { name: /instances?$/ }).click();
  await expect(page).toHaveURL(/with=now/);
  const compared = page.getByRole("region", { name: "Compare" });
  await expect(compared.getByRole("table", { name: /^Lines/ })).toContainText("Count");
  await expect(compared.getByRole("row").filter({ hasText: "main[4]" })).toContainText("create");

  await page.getByRole("button", { name: /^Review and apply/ }).click();
  const dialog = page.getByRole("dialog", { name: "Apply what it would be now?" });
  await expect(dialog.getByRole("table", { name: /^Lines/ })).toContainText("3");
  // What moves while somebody looks has to be looked at too.
  await post(server, "/api/apply", { change: scale("moves", 4) });
  await whenRunning(server, "moves", 4);
  await expect(dialog.getByText("It has moved again since this was shown.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: /as it is now$/ }).last()).toHaveAttribute("aria-disabled", "true");
  await expect(async () => {
    const again = dialog.getByRole("button", { name: "Show it as it is now" });
    if (await again.isVisible()) await again.click();
    await expect(dialog.getByRole("button", { name: "Scale as it is now" })).not.toHaveAttribute(
      "aria-disabled",
      "true",
      {
        timeout: 1000,
      },
    );
  }).toPass();
  await expect(dialog).toContainText("The job was v0 and is v2");
  await dialog.getByRole("button", { name: "Scale as it is now" }).click();
  await expect(page.getByRole("link", { name: "5 running of main" })).toBeVisible();
  await page.goto(`/ui/plans/${plan}`);
  await expect(state(page)).toHaveText("applied");
  await expect(page.getByText("after what had moved was looked at")).toBeVisible();
});

test("[Y3] [Y9] plans are found, compared and rejected; who may only look changes nothing", async ({
  page,
  server,
  browser,
}) => {
  await start(server, "found");
  const more = await savePlan(server, scale("found", 4), "more");
  const less = await savePlan(server, scale("found", 1), "less");
  await page.goto("/ui/jobs");
  await expect(page.getByRole("link", { name: "found", exact: true })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page.getByRole("heading", { name: "Plans", level: 1 })).toBeVisible();
  await page.getByRole("textbox", { name: /plans of one job/ }).fill("found");
  await expect(page).toHaveURL(/job=found/);
  await page.getByRole("button", { name: "open", exact: true }).click();
  await expect(page).toHaveURL(/state=open.*job=found|job=found.*state=open/);
  const rows = page.getByRole("table", { name: "Plans" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await rows.filter({ hasText: "1 stop" }).getByRole("link", { name: "Scale" }).click();
  await expect(page).toHaveURL(new RegExp(less));

  await page.getByRole("combobox", { name: "with" }).selectOption(more);
  const compared = page.getByRole("region", { name: "Compare" });
  await expect(compared.getByRole("row").filter({ hasText: "main[1]" })).toContainText("stop");
  await expect(compared.getByRole("row").filter({ hasText: "main[3]" })).toContainText("not in it");

  const eve = await pageOf(browser, await somebody(server, "eve", "viewer"));
  await eve.goto(`/ui/plans/${less}`);
  await expect(truth(eve)).toHaveText("True now");
  for (const name of [/^Approve/, /^Reject/, /^Scale/])
    await expect(eve.getByRole("button", { name })).toHaveAttribute("aria-disabled", "true");
  await eve.close();

  await page.getByRole("button", { name: "Reject…" }).click();
  await page.getByRole("textbox", { name: /^Comment/ }).fill("it is needed");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await expect(state(page)).toHaveText("rejected");
  await expect(page.getByText("it is needed")).toBeVisible();
  await page.getByRole("button", { name: "Plan again" }).click();
  await expect(page.getByRole("heading", { name: "Scale main to 1: found", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "1 stop", exact: true })).toBeVisible();
});

test("[Y10] what would come of a drain or a loss is shown before anybody asks for it", async ({ page, server }) => {
  await start(server, "roomy", 3);
  const { items } = await asJson<{
    readonly items: readonly { readonly nodeId: string }[];
  }>(await server.request("/api/jobs/default/roomy/allocations"));
  const node = items[0]?.nodeId;
  await page.goto(`/ui/nodes/${String(node)}`);
  await page.getByRole("button", { name: "Drain…" }).click();
  const answer = page.getByRole("region", { name: /^What would come of it/ });
  await expect(answer.getByRole("status")).toContainText("would move.");
  await expect(answer.getByRole("list", { name: "roomy: would move" })).toContainText("main[");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByText("Takes new work.")).toBeVisible();

  await page.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "What if it were lost?" }).click();
  await expect(page.getByRole("dialog").getByRole("list", { name: "roomy: would move" })).toContainText("main[");
});

test("[Y8] an administrator says which namespaces ask for approval", async ({ page }) => {
  await page.goto("/ui/scheduler");
  const rules = page.getByRole("region", { name: "Rules of namespaces" });
  await rules.getByRole("checkbox", { name: /^Changes need approval/ }).check();
  await rules.getByRole("button", { name: "Save the rule of default" }).click();
  await expect(rules.getByRole("button", { name: "Save the rule of default" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.reload();
  await expect(rules.getByRole("checkbox", { name: /^Changes need approval/ })).toBeChecked();
});

const rolling = (mark: string) =>
  simulatedJob({ id: "played", count: 6, mark, update: { ...quickly, MaxParallel: 2, AutoRevert: true } });

test("[Z1] [Z5] a plan is played forward, gone through by keys, and played otherwise", async ({ page, server }) => {
  await register(server, rolling("first"));
  await whenRunning(server, "played", 6);
  const plan = await savePlan(server, { type: "register", definition: rolling("second") });
  await page.goto(`/ui/plans/${plan}`);
  const rehearsal = page.getByRole("region", { name: "Rehearsal" });
  await rehearsal.getByRole("button", { name: "Rehearse" }).click();
  await expect(rehearsal.getByRole("status")).toContainText("Comes to a good end after");
  await expect(rehearsal.getByRole("status")).toContainText("Lowest capacity is 4 in service, of 6 before");

  const time = rehearsal.getByRole("slider", { name: "Time of the rehearsal" });
  await time.focus();
  await page.keyboard.press("End");
  await expect(time).toHaveAttribute("aria-valuetext", /6 in service: 0 old, 6 new; 0 on the way/);
  await page.keyboard.press("Home");
  await expect(time).toHaveAttribute("aria-valuetext", /4 in service: 4 old, 0 new; 2 on the way/);
  await expect(rehearsal.getByRole("img", { name: /^Instances: .*4 healthy/ })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(time).not.toHaveValue("0");
  await page.keyboard.press("ArrowLeft");
  await expect(time).toHaveValue("0");
  await page.keyboard.press(" ");
  await expect(time).toHaveAttribute("aria-valuetext", /6 in service: 0 old, 6 new/);
  const events = rehearsal.getByRole("table", { name: "Events of the rehearsal" });
  await expect(events.getByRole("row").last()).toContainText("successful");
  await events
    .getByRole("button", { name: /^Go to/ })
    .first()
    .click();
  await expect(time).toHaveValue("0");

  // The same seed plays the same.
  const said = (await rehearsal.getByRole("status").textContent()) ?? "";
  const seed = rehearsal.getByRole("textbox", { name: "Seed" });
  const first = await seed.inputValue();
  await rehearsal.getByRole("button", { name: "One never gets healthy" }).click();
  await expect(rehearsal.getByRole("status")).toContainText("is the one that fails.");
  await expect(seed).toHaveValue(first);
  await rehearsal.getByRole("button", { name: "As expected" }).click();
  await expect(rehearsal.getByRole("status")).toHaveText(said);
  // Nothing came of it all.
  await expect(truth(page)).toHaveText("True now");
});

/** Plans of every kind to see: their pages. */
const prepare = async (server: Server): Promise<readonly string[]> => {
  await start(server, "seen", 3);
  const stale = await savePlan(
    server,
    scale("seen", 5),
    "A reason that is rather long, so that it has to go on in a second line somewhere.",
  );
  const rejected = await savePlan(server, { type: "stop", namespace: "default", id: "seen" });
  await post(server, `/api/plans/${rejected}/reject`, { comment: "no" });
  await post(server, "/api/apply", { change: scale("seen", 4) });
  await whenRunning(server, "seen", 4);
  const open = await savePlan(server, scale("seen", 2), "less");
  return [
    "/ui/plans",
    "/ui/plans?state=expired",
    `/ui/plans/${open}`,
    `/ui/plans/${stale}?with=now`,
    `/ui/plans/${rejected}?with=${open}`,
    "/ui/plans/missing",
    "/ui/scheduler",
    "/ui/jobs/default/seen",
  ];
};

const settled = async (page: Page): Promise<void> => {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".skel-rows")).toHaveCount(0);
  await expect(page.getByText("Checking", { exact: true })).toHaveCount(0);
  await expect(page.locator("button.conn")).toContainText("Live");
};

for (const colorScheme of ["light", "dark"] as const)
  test(`every page of plans is accessible, ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const pages = await prepare(server);
    for (const path of pages) {
      await page.goto(path);
      await settled(page);
      await test.step(path, () => expectAccessible(page));
    }
    await page.goto(pages[3] ?? "");
    await page.getByRole("button", { name: /^Review and apply/ }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await test.step("a stale plan is looked at", () => expectAccessible(page));
    await page.goto(pages[2] ?? "");
    await page.getByRole("button", { name: "Rehearse" }).click();
    await expect(page.getByRole("slider")).toBeVisible();
    await page.getByText(/batch(es)?, and the lowest/).click();
    await test.step("a rehearsal", () => expectAccessible(page));
    await page.goto("/ui/nodes");
    await page.getByRole("link", { name: "sim-00001", exact: true }).click();
    await page.getByRole("button", { name: "Drain…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await settled(page);
    await test.step("a drain", () => expectAccessible(page));
  });

test("no page of plans runs off a screen of 360 px", async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of await prepare(server)) {
    await page.goto(path);
    await settled(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, path).toBeLessThanOrEqual(0);
    const play = page.getByRole("button", { name: "Rehearse" });
    if ((await play.count()) === 0) continue;
    await play.click();
    await expect(page.getByRole("slider")).toBeVisible();
    const played = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(played, `${path}, played`).toBeLessThanOrEqual(0);
  }
});
