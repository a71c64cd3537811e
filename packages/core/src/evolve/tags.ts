import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import { versionKey } from "../state.ts";
import type { Evolution } from "./evolution.ts";
import { putJob } from "./jobs.ts";

export const evolveVersionTagged = (on: Evolution, event: Extract<Event, { readonly type: "versionTagged" }>): void => {
  const { version, tag } = event;
  const { tags: before = [], ...job } = must(on.state.jobs.get(event.job), "job");
  const others = before.filter((one) => one.version !== version);
  const tags = tag === null ? others : [...others, { name: tag.name, version }];
  putJob(on, { ...job, ...(tags.length === 0 ? {} : { tags }), modifyIndex: on.index });
  // Beside other marks of the same version, which it does not touch.
  on.touched.marks.set(`${versionKey(job.key, version)}/tag`, {
    job: job.key,
    version,
    mark: { tag: tag === null ? null : { ...tag, taggedAt: on.at } },
  });
};
