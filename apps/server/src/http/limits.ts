/** Every limit of the doors, in one place. Sizes in bytes, times in milliseconds. */
export const httpLimits = {
  apiBody: 1024 * 1024,
  /** A job definition that the dashboard plans or applies. */
  definitionBody: 10 * 1024 * 1024,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 65_000,
  maxHeaderSize: 16 * 1024,
  /** Failed sign-ins of one address within a minute. */
  failedSignIns: 10,
  failedSignInWindowMs: 60_000,
  /** Live streams at a time, of all browsers together. */
  liveStreams: 500,
  liveHeartbeatMs: 15_000,
  liveCoalesceMs: 100,
  /** `change` messages kept for browsers that come back. */
  liveBacklog: 2000,
  /** Names in them, of jobs and allocations: some 100 bytes each. */
  liveBacklogNames: 50_000,
  /** Bytes waiting for a slow browser before its stream is dropped; it comes back and resumes. */
  liveQueue: 1024 * 1024,
  logChunk: 1024 * 1024,
  logChunkMax: 8 * 1024 * 1024,
  sessionIdleMs: 12 * 60 * 60 * 1000,
  sessionRenewMs: 60 * 60 * 1000,
} as const;
