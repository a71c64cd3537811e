import { parentPort, workerData } from "node:worker_threads";
import { openReadStore } from "@longshore/store/store";
import { answerBeside } from "./beside.ts";
import { findJobs, type FoundJobs, type JobSearch } from "./job-search.ts";

/** The body of a worker thread: looks through all jobs for what is searched. */
const { reader } = openReadStore((workerData as { readonly file: string }).file);

answerBeside<JobSearch, FoundJobs>(parentPort, (search) => findJobs(reader, search));
