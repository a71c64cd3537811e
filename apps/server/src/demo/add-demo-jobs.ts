import { parseDefinition } from "@longshore/core/spec/parse";
import { invariant } from "@longshore/core/invariant";
import type { RunningServer } from "../server.ts";
import { demoJobs } from "./demo-jobs.ts";

const origin = { door: "dashboard", by: "demo" } as const;

/** Fills an empty data directory with a few believable jobs; one that holds anything is left alone. */
export const addDemoJobs = async (
  server: Pick<RunningServer, "kernel" | "checkDriverConfig">,
  say: (line: string) => void,
): Promise<void> => {
  if (server.kernel.view().next.job > 1) {
    say("The data directory has jobs already: no demo jobs were added");
    return;
  }
  for (const definition of demoJobs) {
    const { spec, errors } = parseDefinition(definition, server.checkDriverConfig);
    invariant(spec !== undefined, `demo job: ${errors.map((error) => error.message).join("; ")}`);
    const done = await server.kernel.submit({ type: "registerJob", spec, origin });
    invariant(done.ok, "demo job refused");
    if (spec.periodic === null) continue;
    // Nobody who looks now should have to wait for the clock to see a child.
    const { namespace, id } = spec;
    const launched = await server.kernel.submit({ type: "forcePeriodic", namespace, id, origin });
    invariant(launched.ok, "demo launch refused");
  }
  say(`Added ${String(demoJobs.length)} demo jobs`);
};
