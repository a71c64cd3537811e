import { quote, shellEnvironment } from "./shell-words.ts";

/**
 * The shell side. The launcher makes directories and workers; a worker is the shim of one task at a time and takes the
 * next when it is free, so that a start costs one fork and the execs of setsid and of the task, and long-running tasks
 * cost one small shell each. Both read statements on standard input and end when it ends. Built-ins only, per start.
 *
 * Records, one line each, appended with one write, closed by " ." so that a torn line is never taken for a whole one:
 *   S id pid start slot cap .   the process that is about to become the task; start is field 22 of its stat, slot its
 *                           cgroup or `-`, cap what each of its logs may take on disk in bytes, or 0
 *   X id status uptime .    it ended; status as the shell has it, uptime in seconds since boot
 *   F id step .             nothing ran, because of `step`
 *   D id .                  claimed before; nothing was done
 *   M n .                   batch n of directories was made
 *   P n .                   probe n is over
 *   T n status .            trim n of a log was done, with that status
 *   W n . and R n .         the pipe of worker n exists; worker n reads it
 *
 * The task's process records itself before it becomes the task: a task that ran has a record. It is the worker's
 * foreground child, since a shell lets background ones ignore SIGINT and SIGQUIT for ever; for the same reason the
 * launcher, which needs the background, starts workers through `env --default-signal`.
 */
export type ScriptSettings = {
  readonly journal: () => string;
  readonly claims: string;
  readonly runDir: string;
  readonly shell: string;
  readonly env: string;
  /** Fault injection: where the server is killed, and whether the worker dies too (`shim.claimed`, `shim+claimed`). */
  readonly crashAt: string | undefined;
};

const CRASHES = ["begin", "claimed", "recorded", "ended"];

/** A call of the crash function where a test asked for one; otherwise nothing at all. */
const crash = (settings: ScriptSettings, point: string): string => {
  if (settings.crashAt === `shim.${point}`) return `kill -9 $K; `;
  if (settings.crashAt === `shim+${point}`) return `kill -9 $K; kill -9 $$; `;
  return "";
};

export const isShimCrash = (point: string): boolean =>
  CRASHES.some((name) => point === `shim.${name}` || point === `shim+${name}`);

/**
 * Sent to the launcher once, before anything else. It makes no worker once its server is dead (its parent is then another):
 * nobody would open the pipe, and the worker would wait for ever.
 */
export const launcherPrelude = (settings: ScriptSettings): string => `umask 077
set -f
V=${quote(settings.env)}
if "$V" --default-signal=INT,QUIT true 2>/dev/null; then V="$V --default-signal=INT,QUIT"; fi
${journalStatement(settings.journal())}w() {
  read -r L </proc/self/stat
  set -- "$1" "$2" \${L##*) }
  [ "$4" = "$PPID" ] && mkfifo "$1" || return
  { exec $V ${quote(settings.shell)} -s longshore-worker; } <"$1" >/dev/null 2>&1 &
  echo "W $2 ." >>"$J"
}
`;

/** For the statements that follow: the journal's current file. */
export const journalStatement = (path: string): string => `J=${quote(path)}\n`;

export const workerStatement = (pipe: string, number: number): string => `w ${quote(pipe)} ${number}\n`;

export const directoriesStatement = (directories: readonly string[], batch: number): string =>
  `{ mkdir ${directories.map(quote).join(" ")} 2>/dev/null; echo "M ${batch} ." >>"$J"; }\n`;

/** Gives back the disk space of a file's range without changing any offset; the path is a descriptor the server holds open. */
export const trimStatement = (trim: {
  readonly program: string;
  readonly file: string;
  readonly from: number;
  readonly length: number;
  readonly number: number;
}): string =>
  `{ ${quote(trim.program)} --punch-hole --offset ${trim.from} --length ${trim.length} ${quote(trim.file)} 2>/dev/null; echo "T ${trim.number} $? ." >>"$J"; }\n`;

/** Sent to a worker once; its parent, the launcher, is the server's child. */
export const workerPrelude = (settings: ScriptSettings, number: number): string => `umask 077
set -f
C=${quote(settings.claims)} J=${quote(settings.journal())}${settings.crashAt === undefined ? "" : ` K=${process.pid}`}
f() { echo "F $I $1 ." >>"$J"; return 1; }
b() {
  I=$1 A=$2 T=$3 O=/dev/null E=/dev/null
  ${crash(settings, "begin")}set -C
  true 2>/dev/null >"$C/$I" || { echo "D $I ." >>"$J"; return 1; }
  set +C
  ${crash(settings, "claimed")}cd "$A/$T" 2>/dev/null && [ -d local ] && [ -d secrets ] && [ -d tmp ] && [ -d "$A/alloc/logs" ] || { f directories; return 1; }
  if [ "$4" = logs ]; then
    O=$A/alloc/logs/$T.stdout.0 E=$A/alloc/logs/$T.stderr.0
    for L in "$O" "$E"; do
      if [ -L "$L" ] || { [ -e "$L" ] && [ ! -f "$L" ]; }; then f logs; return 1; fi
    done
    true 2>/dev/null >>"$O" && true 2>/dev/null >>"$E" || { f logs; return 1; }
  fi
}
t() {
  read -r L </proc/self/stat
  P=\${L%% *}
  set -- "$1" "$2" \${L##*) }
  echo "S $I $P \${22} $1 $2 ." >>"$J"
  [ "$1" = - ] || echo 0 2>/dev/null >"$1/cgroup.procs"
  ${crash(settings, "recorded")}umask 022
  unset PWD OLDPWD
}
x() { read -r U L </proc/uptime; ${crash(settings, "ended")}echo "X $I $1 $U ." >>"$J"; cd /; }
echo "R ${number} ." >>"$J"
`;

export type Start = {
  readonly id: string;
  readonly allocDir: string;
  readonly task: string;
  readonly withLogs: boolean;
  /** Bytes on disk that each of its logs may take. */
  readonly logCap: number;
  /** The cgroup of this run, or `-`. */
  readonly slot: string;
  /** Shell words that put the process under its limits; empty without any. */
  readonly limits: string;
  readonly env: Readonly<Record<string, string>>;
  /** The task's own command line behind whatever changes the user. */
  readonly argv: readonly string[];
  readonly setsid: string;
  readonly envProgram: string;
  /** `uid:gid` that must own the task's directories; undefined for the server's own user. */
  readonly owner: string | undefined;
};

/** For another user's task; the links such a task may have planted are never followed. The logs stay the server's. */
const handOver = (owner: string): string =>
  `{ chown -h ${owner} . local secrets tmp && chmod 711 "$A" "$A/alloc" && chmod 1777 "$A/alloc/data" "$A/alloc/tmp"; } || f owner`;

/** One compound command: cut short by the server's death it is a syntax error and does nothing. */
export const startStatement = (start: Start): string => {
  const words = shellEnvironment(start.env);
  const begin = ["b", quote(start.id), quote(start.allocDir), quote(start.task), start.withLogs ? "logs" : "none"].join(
    " ",
  );
  const env = words.assignments === "" ? "" : `${quote(start.envProgram)} ${words.assignments}`;
  const task = ["exec", env, quote(start.setsid), ...start.argv.map(quote)].filter((word) => word !== "").join(" ");
  const exported = words.exports === "" ? "" : `export ${words.exports}; `;
  const limits = start.limits === "" ? "" : `{ ${start.limits}; } 2>/dev/null || { f limits; exit 1; }; `;
  const owned = start.owner === undefined ? begin : `${begin} && { ${handOver(start.owner)}; }`;
  return `{ ${owned} && { ( ${limits}t ${quote(start.slot)} ${start.logCap}; ${exported}${task} ) </dev/null >>"$O" 2>>"$E"; x $?; }; }\n`;
};

/** Collects the launcher's ended children: a shell otherwise keeps them as zombies until it runs something else. */
export const REAP = "jobs >/dev/null 2>&1\n";
