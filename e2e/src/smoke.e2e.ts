import { expectAccessible } from "./accessibility.ts";
import { expect, test } from "./server-fixture.ts";

test("the sign-in link opens the dashboard", async ({ page }) => {
  await expect(page).toHaveURL(/\/ui\//);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test("health is public, jobs are not", async ({ server }) => {
  const health = await fetch(`${server.url}/api/health`);
  expect(await health.json()).toEqual({ status: "ok" });
  expect((await fetch(`${server.url}/v1/jobs`)).status).toBeGreaterThanOrEqual(401);
  expect((await server.request("/v1/jobs")).status).toBe(200);
});
