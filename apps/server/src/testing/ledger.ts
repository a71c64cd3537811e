import type { Random } from "./random.ts";
import { definitionOf, scriptOf } from "./definitions.ts";
import type { Answer, Client } from "./client.ts";

/** What the server acknowledged of a job, and what was asked for when it died. */
type Entry = {
  readonly id: string;
  version: number;
  jobModifyIndex: number;
  stop: boolean;
  count: number;
  /** Asked for and not answered: it may have happened. */
  inFlight: boolean;
  /** Changed since it was last compared. */
  isNew: boolean;
};

type Changed = { readonly jobModifyIndex: number; readonly version: number };

export type Ledger = {
  /** Changes jobs, one after the other, until the server is gone. Every answer is an acknowledgement or a fault of the test. */
  readonly write: (client: Client) => Promise<void>;
  /** What was acknowledged since the last check, or `everything` ever, is as it was acknowledged. Returns how many jobs that were. */
  readonly check: (client: Client, everything: boolean) => Promise<number>;
  readonly exits: ReadonlyMap<string, number>;
};

/**
 * Writes down what a server acknowledged, to be compared with what it knows after it was killed. `marks`: a file to which every
 * run of a batch job adds its name, which tells how often it was started.
 */
export const createLedger = (
  name: string,
  { random, marks }: { readonly random: Random; readonly marks: string },
): Ledger => {
  const entries: Entry[] = [];
  const exits = new Map<string, number>();
  let made = 0;

  const change = async (entry: Entry, ask: () => Promise<Answer>): Promise<Changed> => {
    Object.assign(entry, { inFlight: true, isNew: true });
    const answer = await ask();
    if (answer.status !== 200) throw new Error(`${entry.id} was answered ${String(answer.status)}: ${answer.text}`);
    const changed = answer.json<Changed>();
    entry.inFlight = false;
    entry.version = changed.version;
    entry.jobModifyIndex = changed.jobModifyIndex;
    return changed;
  };

  const register = (client: Client, entry: Entry, count: number): Promise<Changed> =>
    change(entry, () =>
      client.apply({
        type: "register",
        definition: definitionOf({ id: entry.id, count, env: { TURN: String(made++) } }),
      }),
    );

  const makeService = async (client: Client): Promise<void> => {
    const entry: Entry = {
      id: `${name}-${String(made++)}`,
      version: -1,
      jobModifyIndex: 0,
      stop: false,
      count: 1,
      inFlight: false,
      isNew: true,
    };
    entries.push(entry);
    await register(client, entry, 1);
  };

  const runBatch = async (client: Client): Promise<void> => {
    const id = `${name}-batch-${String(made++)}`;
    const code = random.below(4) * 7;
    exits.set(id, code);
    const script = `echo "$LONGSHORE_RUN" >>${marks}; sleep 0.${String(random.below(8))}; exit ${String(code)}`;
    const entry: Entry = { id, version: -1, jobModifyIndex: 0, stop: false, count: 1, inFlight: false, isNew: true };
    entries.push(entry);
    await change(entry, () => client.apply({ type: "register", definition: scriptOf(script, { id, type: "batch" }) }));
  };

  const touch = async (client: Client, entry: Entry): Promise<void> => {
    const target = { namespace: "default", id: entry.id };
    if (entry.stop) {
      await change(entry, () => client.apply({ type: "start", ...target }));
      entry.stop = false;
    } else if (random.chance(0.4)) {
      await change(entry, () => client.apply({ type: "stop", ...target }));
      entry.stop = true;
    } else if (random.chance(0.5)) {
      const count = entry.count === 1 ? 2 : 1;
      await change(entry, () => client.apply({ type: "scale", ...target, group: "group", count }));
      entry.count = count;
    } else await register(client, entry, entry.count);
  };

  const step = async (client: Client): Promise<void> => {
    const services = entries.filter(({ id }) => !exits.has(id));
    if (services.length < 3) return makeService(client);
    const one = services[random.below(services.length)];
    return random.chance(0.4) || one === undefined ? runBatch(client) : touch(client, one);
  };

  const compare = async (client: Client, entry: Entry): Promise<void> => {
    const answer = await client.ask(`/v1/job/${entry.id}`);
    if (answer.status === 404 && entry.inFlight && entry.version === -1) {
      // It was never made: nothing may be asked of it later.
      entries.splice(entries.indexOf(entry), 1);
      return;
    }
    if (answer.status !== 200) throw new Error(`${entry.id} was acknowledged and is gone: ${answer.text}`);
    const job = answer.json<{
      readonly Version: number;
      readonly JobModifyIndex: number;
      readonly Stop: boolean;
      readonly TaskGroups: readonly { readonly Count: number }[];
    }>();
    const found = {
      version: job.Version,
      jobModifyIndex: job.JobModifyIndex,
      stop: job.Stop,
      count: job.TaskGroups[0]?.Count ?? -1,
    };
    const { version, jobModifyIndex, stop, count } = entry;
    const isAsAcknowledged = JSON.stringify(found) === JSON.stringify({ version, jobModifyIndex, stop, count });
    const isOneFurther = entry.inFlight && found.jobModifyIndex > jobModifyIndex && found.version <= version + 1;
    if (!isAsAcknowledged && !isOneFurther)
      throw new Error(`${JSON.stringify(entry)} was acknowledged, ${JSON.stringify(found)} was found`);
    Object.assign(entry, found, { inFlight: false, isNew: false });
  };

  return {
    exits,
    write: async (client) => {
      for (;;) {
        try {
          await step(client);
        } catch (fault) {
          // fetch fails with a TypeError when the server goes; anything else is a fault.
          if (fault instanceof TypeError || (fault instanceof Error && fault.name === "SocketError")) return;
          throw fault;
        }
      }
    },
    check: async (client, everything) => {
      const wanted = entries.filter(({ isNew }) => everything || isNew);
      for (const entry of wanted) await compare(client, entry);
      return wanted.length;
    },
  };
};
