import { describe, expect, it } from "vitest";
import { readJobText } from "./job-text.ts";
import { samples } from "./samples.ts";

describe("the text of a job", () => {
  it("is a job, bare or wrapped", () => {
    expect(readJobText('{"ID":"a"}')).toMatchObject({ type: "job", id: "a" });
    expect(readJobText('{"Job":{"ID":"b"}}')).toMatchObject({ type: "job", id: "b" });
    expect(readJobText("[1]")).toMatchObject({ type: "job", id: null });
  });
  it("is told from HCL, comments before it or not", () => {
    for (const text of ['job "web" {', '# a job\n\njob "web" {\n}', "/* x */ variable v {}"])
      expect(readJobText(text).type).toBe("hcl");
    expect(readJobText("jobs are nice").type).toBe("broken");
  });
  it("is broken or not there yet", () => {
    expect([readJobText('{"ID": nope}').type, readJobText('{"ID": "a"').type]).toEqual(["broken", "broken"]);
    expect(readJobText(" \n").type).toBe("empty");
  });
  it("has samples that are jobs", () => {
    expect(new Set(samples.map((sample) => readJobText(sample.text).type))).toEqual(new Set(["job"]));
  });
});
