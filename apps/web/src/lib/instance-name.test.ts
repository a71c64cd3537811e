import { expect, it } from "vitest";
import { instanceName } from "./instance-name.ts";

it("names an instance by its number, and by its node where there is one on each", () => {
  const instance = { group: "web", index: 3, nodeName: "node-7" };
  expect(instanceName({ ...instance, jobType: "service" })).toBe("web[3]");
  expect(instanceName({ ...instance, jobType: "batch" })).toBe("web[3]");
  expect(instanceName({ ...instance, jobType: "system" })).toBe("web[node-7]");
  expect(instanceName({ ...instance, jobType: "sysbatch", nodeName: "" })).toBe("web[a removed node]");
});
