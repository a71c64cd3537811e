/** Jobs to start from; they need nothing but a POSIX shell. */
const serviceLoop =
  'echo "listening on $NOMAD_ALLOC_INDEX"; while :; do echo "$(date +%H:%M:%S) request served by instance $NOMAD_ALLOC_INDEX"; sleep 2; done';
const batchLoop = 'for part in 1 2 3 4 5; do echo "part $part of 5"; sleep 1; done; echo done';

const task = (name: string, script: string) => ({
  Name: name,
  Driver: "raw_exec",
  Config: { command: "/bin/sh", args: ["-c", script] },
  Env: { GREETING: "hello" },
  Resources: { CPU: 100, MemoryMB: 64 },
});

const text = (job: object): string => `${JSON.stringify(job, null, 2)}\n`;

export const samples = [
  {
    name: "A service with three instances",
    text: text({
      ID: "hello-web",
      Type: "service",
      Datacenters: ["*"],
      TaskGroups: [{ Name: "web", Count: 3, Tasks: [task("server", serviceLoop)] }],
    }),
  },
  {
    name: "A batch of two",
    text: text({
      ID: "hello-batch",
      Type: "batch",
      Datacenters: ["*"],
      TaskGroups: [
        {
          Name: "work",
          Count: 2,
          RestartPolicy: { Attempts: 1, Interval: "5m", Delay: "3s", Mode: "fail" },
          Tasks: [task("worker", batchLoop)],
        },
      ],
    }),
  },
  {
    name: "A batch launched every night",
    text: text({
      ID: "hello-nightly",
      Type: "batch",
      Datacenters: ["*"],
      Periodic: { Specs: ["30 2 * * *"], TimeZone: "UTC", ProhibitOverlap: true },
      TaskGroups: [{ Name: "work", Count: 1, Tasks: [task("worker", batchLoop)] }],
    }),
  },
] as const;

export const firstSample: string = samples[0].text;
