import { type Server, expect, test } from "./server-fixture.ts";

const job = {
  ID: "kept/through-a-crash",
  Type: "service",
  Datacenters: ["dc1"],
  TaskGroups: [
    {
      Name: "web",
      Count: 2,
      Tasks: [
        {
          Name: "loop",
          Driver: "raw_exec",
          Config: { command: "/bin/sleep", args: ["600"] },
          Resources: { CPU: 10, MemoryMB: 16 },
        },
      ],
    },
  ],
};

type Allocation = { readonly ID: string; readonly ClientStatus: string };

const allocationsOf = async (server: Server): Promise<readonly Allocation[]> => {
  const reply = await server.request(`/v1/job/${encodeURIComponent(job.ID)}/allocations`);
  return (await reply.json()) as readonly Allocation[];
};

const statusesOf = async (server: Server): Promise<readonly string[]> =>
  (await allocationsOf(server)).map(({ ClientStatus }) => ClientStatus);

test("what runs goes on while the server is killed and started again", async ({ page, server }) => {
  const reply = await server.request("/v1/jobs", { method: "POST", body: JSON.stringify({ Job: job }) });
  expect(reply.status).toBe(200);
  await expect.poll(() => statusesOf(server)).toEqual(["running", "running"]);
  const before = (await allocationsOf(server)).map(({ ID }) => ID).toSorted();
  await server.kill9();
  await server.restart();
  await expect.poll(() => statusesOf(server)).toEqual(["running", "running"]);
  expect((await allocationsOf(server)).map(({ ID }) => ID).toSorted()).toEqual(before);
  await page.goto("/ui/");
  await expect(page.getByText(job.ID).first()).toBeVisible();
});
