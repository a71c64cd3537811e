/** Every limit of a job definition, in one place. */
export const limits = {
  /** Characters of a job id, and of any other name. */
  idLength: 256,
  nameLength: 256,
  /** Instances of one job, all groups together. */
  jobCount: 50_000,
  groups: 500,
  tasksPerGroup: 100,
  /** Constraints that one group is placed by, its job's and its tasks' included: each is compared with each. */
  constraintsPerGroup: 100,
  /** Ports of one group, its tasks' own included. */
  portsPerGroup: 200,
  /** Services of one group, its tasks' own included, and checks of all of them. */
  servicesPerGroup: 100,
  checksPerGroup: 200,
  templatesPerTask: 100,
  /** Characters of one template's text. */
  templateLength: 1_000_000,
  /** Members of a list of blocks or names, such as constraints or datacenters. */
  listMembers: 1_000,
  /** Cron expressions of one schedule: each is computed, some 0.1 ms and up to 1 ms, whenever its next time is asked for. */
  cronSpecs: 20,
  /** Launches that one schedule makes up for after a time without a server. */
  missedRuns: 100,
  /** Tagged versions of one job, which are kept for as long as they are tagged; and characters of a tag's description. */
  tags: 100,
  tagDescription: 2_000,
  /** Nesting of a definition's JSON. */
  depth: 32,
  /** Faults reported of one definition; more are counted. */
  problems: 200,
  /** Environment or meta entries of one task; fields of one block, known or not. */
  mapEntries: 2_000,
  /** Characters of one environment or meta value: Linux hands a program no longer one (MAX_ARG_STRLEN, 128 KiB). */
  valueLength: 120_000,
  /** Milliseconds: a hundred years, a third of what Go's durations hold. */
  durationMs: 100 * 365.25 * 24 * 3_600_000,
  /** CPU in MHz, memory and disk in MiB, and how often anything may be tried: sums of a fleet stay exact. */
  quantity: 1_000_000_000,
  /** Milliseconds for which a saved plan may be approved and applied. */
  planLifetimeMs: 24 * 3_600_000,
  /** Milliseconds for which a plan is kept of which nothing more comes: the record of who approved what. */
  planKeptMs: 30 * 24 * 3_600_000,
  /** Characters of what is said of a plan. */
  planComment: 2_000,
  /** Instances up to which a saved plan keeps how each node was found: some 1 kB each. */
  planMetrics: 500,
  /** Namespaces with rules of their own. */
  ruledNamespaces: 1_000,
  /** Bytes of a dispatched payload, as Nomad has it. */
  payloadBytes: 16 * 1024,
  /** Milliseconds of its own clock that a rehearsal goes on for, and commands that it takes, at some 20 µs each. */
  rehearsedMs: 7 * 24 * 3_600_000,
  rehearsedSteps: 1_000_000,
  /** Batches, and events of rollouts, that its summary lists. */
  rehearsedBatches: 1_000,
  rehearsedEvents: 200,
} as const;

/** Rows written under an evaluation in one transaction, so that no request waits behind a big job. */
export const sliceRows = 250;
