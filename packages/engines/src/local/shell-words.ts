/**
 * Turns values into shell text. Inside single quotes a POSIX shell interprets nothing, so any bytes but NUL pass;
 * a quote itself ends the string, is added escaped, and starts it again.
 */
export const quote = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Names the shell may not simply export: those that are no identifiers, and those that change or are refused by some
 * POSIX shell when assigned. They are passed through env(1) instead.
 */
const SHELL_OWN = new Set(
  "_ ATTY BASHOPTS BASHPID ENV EUID FUNCNAME GROUPS HISTSIZE IFS LINENO MAIL MAILCHECK MAILPATH OLDPWD OPTARG OPTIND PPID PS1 PS2 PS4 PWD RANDOM SECONDS SHELLOPTS TERM UID".split(
    " ",
  ),
);

export type ShellEnvironment = {
  /** The argument list of one `export` command. */
  readonly exports: string;
  /** `NAME=value` words for env(1); usually empty. */
  readonly assignments: string;
};

export const shellEnvironment = (env: Readonly<Record<string, string>>): ShellEnvironment => {
  const exports: string[] = [];
  const assignments: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !SHELL_OWN.has(name) && !name.startsWith("BASH");
    if (isPlain) exports.push(`${name}=${quote(value)}`);
    else assignments.push(quote(`${name}=${value}`));
  }
  return { exports: exports.join(" "), assignments: assignments.join(" ") };
};
