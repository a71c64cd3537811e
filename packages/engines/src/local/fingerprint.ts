import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { arch, availableParallelism, cpus, hostname, release, totalmem } from "node:os";
import { dynamicPorts, type Fingerprint } from "@longshore/core/model";

/** Where the machine does not tell its clock rate (some virtual ones), Nomad's own fallback. */
const UNKNOWN_MHZ = 1_000;
const MEBIBYTE = 1024 * 1024;

export type FingerprintSettings = {
  readonly dataDir: string;
  readonly hasCgroups: boolean;
  /** What `exec` is limited in. */
  readonly limits: readonly string[];
  readonly users: readonly string[];
};

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

const osRelease = (): { readonly name: string; readonly version: string } => {
  try {
    const entries = readFileSync("/etc/os-release", "utf8")
      .split("\n")
      .map((line) => /^(\w+)="?([^"]*)"?$/.exec(line))
      .filter((match) => match !== null)
      .map((match) => [match[1], match[2]] as const);
    const values = new Map(entries);
    return { name: values.get("ID") ?? "linux", version: values.get("VERSION_ID") ?? "" };
  } catch {
    return { name: process.platform, version: "" };
  }
};

const cpuMhz = (): number => Math.max(...cpus().map((cpu) => cpu.speed), 0) || UNKNOWN_MHZ;

const describe = (settings: FingerprintSettings): string => {
  const tracking = settings.hasCgroups
    ? "every process of a task is known by its cgroup"
    : "no cgroup may be made here: a process that leaves both its session and its environment behind can escape a stop";
  const users =
    settings.users.length === 0
      ? "tasks run as the server's own user"
      : `tasks may also run as ${settings.users.join(", ")}`;
  return `${tracking}; ${users}`;
};

/** What this machine is and has, in Nomad's attribute names. */
export const fingerprintMachine = async (settings: FingerprintSettings): Promise<Fingerprint> => {
  const cores = availableParallelism();
  const mhz = cpuMhz();
  const disk = await statfs(settings.dataDir);
  const os = osRelease();
  const text = describe(settings);
  const limited =
    settings.limits.length === 0
      ? "without limits: this server may not set any on memory, CPU or processes"
      : `limited in ${settings.limits.join(", ")}`;
  return {
    name: hostname(),
    nodeClass: "",
    nodePool: "default",
    meta: {},
    ports: dynamicPorts,
    attributes: {
      "kernel.name": process.platform,
      "kernel.version": release(),
      "kernel.arch": arch() === "x64" ? "x86_64" : arch(),
      "cpu.arch": ARCHITECTURES[arch()] ?? arch(),
      "cpu.numcores": String(cores),
      "cpu.frequency": String(mhz),
      "cpu.modelname": cpus()[0]?.model ?? "",
      "cpu.totalcompute": String(cores * mhz),
      "memory.totalbytes": String(totalmem()),
      "unique.hostname": hostname(),
      "unique.storage.bytestotal": String(disk.blocks * disk.bsize),
      "unique.storage.bytesfree": String(disk.bavail * disk.bsize),
      "os.name": os.name,
      "os.version": os.version,
      "driver.raw_exec": "1",
      "driver.exec": "1",
    },
    resources: {
      cpuMhz: cores * mhz,
      memoryMb: Math.floor(totalmem() / MEBIBYTE),
      diskMb: Math.floor((disk.bavail * disk.bsize) / MEBIBYTE),
    },
    drivers: {
      raw_exec: {
        detected: true,
        healthy: true,
        description: `runs a command as a process of this machine, without isolation or limits; ${text}`,
      },
      exec: {
        detected: true,
        healthy: true,
        description: `runs a command as a process of this machine, not isolated from it; ${limited}; ${text}`,
      },
    },
  };
};
