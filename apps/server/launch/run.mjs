import { spawn } from "node:child_process";
import { constants } from "node:os";
import { Stop, say } from "./say.mjs";

/** The conventional status of a process: its own exit code, or 128 + the signal that ended it. */
const statusOf = (code, signal) => code ?? 128 + constants.signals[signal];

/** How often a quiet program that takes long is mentioned, in milliseconds. */
const patience = 10_000;

/**
 * Runs a program on our own terminal and resolves to its exit status. Signals sent to the launcher are passed on; a
 * terminal's Ctrl-C is not, since the terminal has already sent it to the whole process group.
 */
export const run = (file, args, { env = {}, timeoutMs } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "inherit", env: { ...process.env, ...env } });
    const passOn = (signal) => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, passOn);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const settle = (finish, value) => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, passOn);
      finish(value);
    };
    child.on("error", (error) => settle(reject, error));
    child.on("exit", (code, signal) => settle(resolve, statusOf(code, signal)));
  });

/** Runs a program whose output matters only if it fails; says what is going on, again if it takes long. */
export const runQuietly = async (doing, [file, ...args], { env = {} } = {}) => {
  say(`${doing} …`);
  const startedAt = Date.now();
  const still = setInterval(() => say(`still ${doing} (${Math.round((Date.now() - startedAt) / 1000)} s) …`), patience);
  const chunks = [];
  const status = await new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(statusOf(code, signal)));
  }).finally(() => clearInterval(still));
  if (status === 0) return;
  process.stderr.write(Buffer.concat(chunks));
  throw new Stop(`${doing} failed (status ${status})`, status);
};
