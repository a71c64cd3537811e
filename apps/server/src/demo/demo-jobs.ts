/** Nomad job definitions, made of commands that exist everywhere, that give every page something to show. */
type Definition = Readonly<Record<string, unknown>>;

const second = 1_000_000_000;

const sh = (script: string) => ({ command: "/bin/sh", args: ["-c", script] });

const resources = { CPU: 50, MemoryMB: 32 };
const disk = { SizeMB: 150 };

const webScript = `
esc=$(printf '\\033')
n=0
echo "\${esc}[1mweb $NOMAD_ALLOC_INDEX\${esc}[0m listening, greeting: $GREETING"
while true; do
  n=$((n + 1))
  case $((n % 7)) in
    0) echo "\${esc}[33mWARN\${esc}[0m  slow answer: GET /search took 812 ms" ;;
    5) echo "\${esc}[31mERROR\${esc}[0m upstream closed the connection, retry 1 of 3" >&2 ;;
    *) echo "\${esc}[32mINFO\${esc}[0m  GET /item/$n 200 in $((n * 7 % 90 + 3)) ms" ;;
  esac
  sleep 1
done`;

const workerScript = `
while true; do
  echo "queue empty, waiting"
  sleep 5
done`;

const reportScript = `
for step in collect sort summarise write; do
  echo "$(date -u +%H:%M:%S) $step"
  sleep 1
done
echo "report $NOMAD_ALLOC_INDEX of $NOMAD_META_month written"`;

const failingScript = `
echo "connecting to the mail relay"
sleep 1
echo "connection refused" >&2
exit 3`;

const logScript = `
i=0
while [ $i -lt 200000 ]; do
  i=$((i + 1))
  echo "$i record $i imported, checksum $((i * 7919 % 104729))"
done
echo "import complete"
while true; do sleep 60; done`;

const web: Definition = {
  ID: "web",
  Type: "service",
  Meta: { team: "storefront" },
  TaskGroups: [
    {
      Name: "web",
      Count: 3,
      EphemeralDisk: disk,
      Tasks: [
        { Name: "server", Driver: "raw_exec", Config: sh(webScript), Env: { GREETING: "hello" }, Resources: resources },
      ],
    },
    {
      Name: "worker",
      Count: 2,
      EphemeralDisk: disk,
      Tasks: [{ Name: "worker", Driver: "raw_exec", Config: sh(workerScript), Resources: resources }],
    },
  ],
};

const nightlyReport: Definition = {
  ID: "nightly-report",
  Type: "batch",
  Meta: { month: "October" },
  TaskGroups: [
    {
      Name: "report",
      Count: 4,
      Parallelism: 2,
      EphemeralDisk: disk,
      Tasks: [{ Name: "report", Driver: "raw_exec", Config: sh(reportScript), Resources: resources }],
    },
  ],
};

const mailer: Definition = {
  ID: "mailer",
  Type: "batch",
  TaskGroups: [
    {
      Name: "send",
      Count: 2,
      EphemeralDisk: disk,
      RestartPolicy: { Attempts: 1, Interval: 600 * second, Delay: 3 * second, Mode: "fail" },
      Tasks: [{ Name: "send", Driver: "raw_exec", Config: sh(failingScript), Resources: resources }],
    },
  ],
};

const importer: Definition = {
  ID: "import",
  Type: "service",
  TaskGroups: [
    {
      Name: "import",
      Count: 1,
      EphemeralDisk: disk,
      Tasks: [{ Name: "import", Driver: "raw_exec", Config: sh(logScript), Resources: resources }],
    },
  ],
};

const archive: Definition = {
  ID: "archive/2026",
  Name: "archive",
  Type: "batch",
  Priority: 30,
  TaskGroups: [
    {
      Name: "compress",
      Count: 1,
      EphemeralDisk: disk,
      Tasks: [
        {
          Name: "compress",
          Driver: "raw_exec",
          Config: sh("echo compressing; sleep 2; echo done"),
          Resources: { CPU: 50, MemoryMB: 4_000_000 },
        },
      ],
    },
  ],
};

const cleanupScript = `
for folder in carts sessions uploads; do
  echo "$folder: nothing older than a day"
  sleep 1
done`;

const cleanup: Definition = {
  ID: "cleanup",
  Type: "batch",
  Periodic: { Specs: ["*/5 * * * *"], TimeZone: "UTC", ProhibitOverlap: true },
  TaskGroups: [
    {
      Name: "sweep",
      Count: 1,
      EphemeralDisk: disk,
      Tasks: [{ Name: "sweep", Driver: "raw_exec", Config: sh(cleanupScript), Resources: resources }],
    },
  ],
};

/** Simulated nodes stand in racks, whatever fleet was asked for; the machine itself does not. */
const checkout: Definition = {
  ID: "checkout",
  Type: "service",
  Meta: { team: "storefront" },
  Constraints: [{ LTarget: "${meta.rack}", Operand: "is_set" }],
  TaskGroups: [
    {
      Name: "api",
      Count: 36,
      EphemeralDisk: disk,
      Tasks: [
        {
          Name: "api",
          Driver: "mock_driver",
          Config: {
            run_for: "8760h",
            stdout_string: "GET /cart 200\n",
            stdout_repeat: 10_000_000,
            stdout_repeat_duration: "3s",
          },
          Resources: { CPU: 1000, MemoryMB: 1024 },
        },
      ],
    },
  ],
};

/** `checkout` runs on the simulated fleet; `archive/2026` asks for more memory than a machine has: it shows what does not fit. */
export const demoJobs: readonly Definition[] = [web, nightlyReport, mailer, importer, checkout, archive, cleanup];
