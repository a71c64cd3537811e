import { periodicJob, register } from "./dashboard-job.ts";
import { replaceText } from "./editor.ts";
import { expect, test } from "./server-fixture.ts";

/** Once in four years: only what is launched by force comes of it while the story lasts. */
const leapDays = "30 2 29 2 *";

test("a periodic job is planned with its next launches, applied, and launched by force", async ({ page }) => {
  await page.goto("/ui/jobs/new");
  await replaceText(page, JSON.stringify(periodicJob({ id: "leap", spec: leapDays })));
  await page.getByRole("button", { name: /^Plan/ }).click();

  await expect(page.getByRole("heading", { name: "leap", level: 1 })).toBeVisible();
  const launches = page.getByRole("region", { name: "Launches" });
  await expect(launches).toContainText("Applying places nothing now; launched at");
  const next = page.getByRole("list", { name: "Next launches" }).getByRole("listitem");
  await expect(next).toHaveCount(5);
  await expect(next.first()).toContainText(/^in \d+d, .*Feb 29, 20\d\d, \d\d:30:00 \S+$/);
  await page.getByRole("button", { name: /^Apply plan/ }).click();

  await expect(page.getByText(/^Launched by its schedule\./)).toBeVisible();
  await expect(next.first()).toContainText("02:30:00 Europe/Vienna");
  await expect(launches).toContainText("Not launched yet");
  await page.getByRole("button", { name: "Launch now" }).click();
  const children = page.getByRole("table", { name: "Newest children" });
  const child = children.getByRole("link", { name: /^leap\/periodic-\d+$/ });
  await expect(child).toHaveCount(1);
  await expect(launches).toContainText("by hand");
  await expect(children.getByRole("row").filter({ hasText: "succeeded" })).toHaveCount(1);

  await child.click();
  await expect(page.getByRole("heading", { name: /^leap\/periodic-\d+$/, level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "1 complete of main" })).toBeVisible();
  await page.getByText("Launched from").getByRole("link", { name: "leap", exact: true }).click();
  await expect(page.getByRole("heading", { name: "leap", exact: true, level: 1 })).toBeVisible();
});

test("children are hidden from the list, which says so, and are listed under their parent", async ({
  page,
  server,
}) => {
  await register(server, periodicJob({ id: "leap", spec: leapDays }));
  await server.request("/api/jobs/default/leap/force-launch", { method: "POST", body: "{}" });
  await page.goto("/ui/jobs");
  const rows = page.getByRole("table", { name: "Jobs" }).getByRole("row");
  const hidden = page.getByRole("main").getByText("1 child is hidden");
  await expect(hidden).toBeVisible();
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "periodic" }).filter({ hasText: "by its schedule" })).toHaveCount(1);
  await page.getByRole("link", { name: "Children of leap" }).click();
  await expect(page).toHaveURL(/parent=leap/);
  await expect(page.getByRole("link", { name: "leap, which launched it" })).toBeVisible();
  await expect(rows).toHaveCount(2);
  await expect(hidden).toHaveCount(0);

  await page.getByRole("button", { name: "Clear all" }).click();
  await page.getByRole("button", { name: "Show children" }).click();
  await expect(page).toHaveURL(/children=shown/);
  await expect(rows).toHaveCount(3);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menuitem", { name: "hide children" }).click();
  await expect(hidden).toBeVisible();
  await expect(rows).toHaveCount(2);
  await page.goto("/ui/jobs?q=periodic-");
  await page.getByRole("button", { name: "Show 1 child" }).click();
  await expect(rows).toHaveCount(2);
});
