import type { AssignedPort } from "../model/allocation.ts";
import type { GroupCheck } from "../model/check.ts";
import type { JsonObject } from "../model/json.ts";
import { interpolate, type TaskSetting } from "./environment.ts";
import { startSetting } from "./start-setting.ts";

/** What one look at a check asks of the node, everything that it refers to filled in. */
export type Probe =
  | {
      readonly type: "http";
      readonly protocol: "http" | "https";
      readonly port: number;
      readonly method: string;
      readonly path: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string;
      readonly tlsSkipVerify: boolean;
    }
  | { readonly type: "tcp"; readonly port: number }
  | {
      readonly type: "script";
      readonly driver: string;
      readonly config: JsonObject;
      readonly env: { readonly [name: string]: string };
      readonly user: string;
    };

type Found =
  | { readonly ok: true; readonly probe: Probe }
  /** Why there is nothing to look at, in a sentence. */
  | { readonly ok: false; readonly problem: string };

const portOf = (label: string, ports: readonly AssignedPort[]): number | undefined => {
  if (/^\d{1,5}$/.test(label)) return Number(label);
  return ports.find((port) => port.label === label)?.value;
};

const headersOf = (headers: JsonObject, fill: (text: string) => string): readonly (readonly [string, string])[] =>
  Object.entries(headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => [name, fill(String(value))] as const),
  );

/** `setting` is of the check's task, or of any that runs for a check of its group. */
export const probeOf = ({ check, service }: GroupCheck, setting: TaskSetting): Found => {
  const prepared = startSetting(setting);
  if (!prepared.ok) return prepared;
  const fill = (text: string): string => interpolate(text, { env: prepared.env, node: setting.node });
  if (check.type === "script") {
    const config = { command: fill(check.command), args: check.args.map(fill) };
    return {
      ok: true,
      probe: { type: "script", driver: setting.task.driver, config, env: prepared.env, user: setting.task.user },
    };
  }
  const label = check.portLabel || service.portLabel;
  const port = portOf(label, setting.allocation.ports);
  if (port === undefined)
    return { ok: false, problem: label === "" ? "The check has no port" : `There is no port ${JSON.stringify(label)}` };
  if (check.type === "tcp") return { ok: true, probe: { type: "tcp", port } };
  if (check.type !== "http") return { ok: false, problem: `Checks of type "${check.type}" are not made here` };
  return {
    ok: true,
    probe: {
      type: "http",
      protocol: check.protocol === "https" ? "https" : "http",
      port,
      method: check.method,
      path: fill(check.path),
      headers: headersOf(check.headers, fill),
      body: fill(check.body),
      tlsSkipVerify: check.tlsSkipVerify,
    },
  };
};
