import { expect, it } from "vitest";
import {
  allocationPath,
  editJobPath,
  instancesPath,
  jobPath,
  jobsPath,
  logsPath,
  newJobPath,
  nodesPath,
  planPath,
} from "./paths.ts";

it("every address of the dashboard", () => {
  expect([
    jobsPath(),
    jobsPath({ q: "a b", health: "failed,-lost", type: "" }),
    newJobPath(),
    jobPath("default", "team/web ü"),
    jobPath("default", "web", "versions"),
    instancesPath("default", "web", { group: "main", state: "failed" }),
    editJobPath("default", "web"),
    editJobPath("default", "web", 3),
    planPath("1f"),
    allocationPath("a-1"),
    logsPath("a-1", "work/er"),
    logsPath("a-1", "work", "stderr"),
    nodesPath(),
  ]).toMatchInlineSnapshot(`
    [
      "/jobs",
      "/jobs?q=a+b&health=failed%2C-lost",
      "/jobs/new",
      "/jobs/default/team%2Fweb%20%C3%BC",
      "/jobs/default/web/versions",
      "/jobs/default/web/instances?group=main&state=failed",
      "/jobs/default/web/edit",
      "/jobs/default/web/edit?version=3",
      "/plan/1f",
      "/allocations/a-1",
      "/allocations/a-1/logs/work%2Fer/stdout",
      "/allocations/a-1/logs/work/stderr",
      "/nodes",
    ]
  `);
});
