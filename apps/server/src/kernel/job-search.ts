import type { Job } from "@longshore/core/model";
import type { JobFilter, JobPageRequest, Page, Reader } from "@longshore/core/reader";
import { openBeside } from "./beside.ts";

/** A page of the job list; `all` is what there would be without a filter. */
export type JobSearch = { readonly page: JobPageRequest; readonly all: JobFilter };

export type FoundJobs = {
  readonly page: Page<Job>;
  readonly counts: ReturnType<Reader["jobCounts"]>;
  readonly all: number;
  /** Children that match but for being children. */
  readonly hidden: number;
  /** Of the jobs, at least: what is shown may be newer. */
  readonly index: number;
};

export const findJobs = (reader: Reader, { page, all }: JobSearch): FoundJobs => {
  // First: what changes meanwhile is then told of again.
  const index = reader.tableIndex("jobs");
  const counts = reader.jobCounts(page.filter);
  const { withoutChildren = false, ...filter } = page.filter;
  return {
    index,
    page: reader.jobs(page),
    counts,
    all: reader.jobCounts(all).total,
    hidden: withoutChildren ? reader.jobCounts(filter).total - counts.total : 0,
  };
};

/** Jobs from which on looking through all of them by words holds up others: some 2 ms. */
const manyJobs = 20_000;

export type FindJobs = (search: JobSearch) => Promise<FoundJobs>;

/** Searches by words among many jobs happen beside the main thread; everything else is found at once. */
export const createJobSearch = (
  reader: Reader,
  file: string,
  many = manyJobs,
): { readonly find: FindJobs; readonly close: () => void } => {
  const beside = openBeside<JobSearch, FoundJobs>(new URL("search-thread.ts", import.meta.url), file);
  return {
    find: async (search) => {
      const isLong = search.page.filter.words !== undefined && reader.jobCounts({}).total >= many;
      // What the thread cannot say, a bad cursor's fault among it, is found out here.
      const found = isLong ? await beside.ask(search)?.catch(() => undefined) : undefined;
      return found ?? findJobs(reader, search);
    },
    close: beside.close,
  };
};
