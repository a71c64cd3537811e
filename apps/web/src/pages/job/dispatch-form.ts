import type { DispatchRequest } from "@longshore/api/dispatch";
import type { Launches } from "@longshore/api/launches";
import { toBase64, utf8 } from "../../lib/base64.ts";
import { number } from "../../lib/plural.ts";

export type Parameters = NonNullable<Launches["parameters"]>;

/** What a dispatch is filled in with. */
export type DispatchForm = {
  readonly source: "text" | "file";
  readonly text: string;
  /** The bytes are null of a file that is too large to be read. */
  readonly file: { readonly name: string; readonly size: number; readonly bytes: Uint8Array | null } | null;
  readonly meta: Readonly<Record<string, string>>;
  readonly token: string;
  readonly idPrefix: string;
  readonly priority: string;
};

export const emptyForm: DispatchForm = {
  source: "text",
  text: "",
  file: null,
  meta: {},
  token: "",
  idPrefix: "",
  priority: "",
};

/** Bytes that a dispatch may give, as `POST …/dispatch` has it: 16 KiB. */
export const mostPayload = 16 * 1024;

/** Bytes of the payload as it stands; null: none is given. */
export const payloadSize = ({ source, text, file }: DispatchForm): number | null => {
  if (source === "file") return file?.size ?? null;
  return text === "" ? null : utf8(text).length;
};

export const sizeText = (size: number | null): string => `${number(size ?? 0)} of ${number(mostPayload)} bytes`;

const payloadFault = (rules: Parameters, form: DispatchForm): string | null => {
  if (rules.payload === "forbidden") return null;
  const size = payloadSize(form);
  if (size !== null && size > mostPayload) return "The payload is larger than the limit";
  return size === null && rules.payload === "required" ? "It needs a payload" : null;
};

const metaFault = (rules: Parameters, form: DispatchForm): string | null => {
  const missing = rules.metaRequired.find((key) => (form.meta[key] ?? "") === "");
  return missing === undefined ? null : `It needs a value for ${missing}`;
};

/** Why it cannot be dispatched as it stands; null when it can. */
export const dispatchFault = (rules: Parameters, form: DispatchForm): string | null => {
  const isNumber = form.priority === "" || /^\d{1,3}$/.test(form.priority);
  return (
    payloadFault(rules, form) ??
    metaFault(rules, form) ??
    (isNumber ? null : "The priority is a whole number, 1 to 100")
  );
};

const payloadOf = ({ source, text, file }: DispatchForm): Uint8Array | null => {
  if (source === "file") return file?.bytes ?? null;
  return text === "" ? null : utf8(text);
};

/** What is asked for; optional values that are empty are left out. */
export const dispatchRequestOf = (rules: Parameters, form: DispatchForm): DispatchRequest => {
  const payload = rules.payload === "forbidden" ? null : payloadOf(form);
  const meta = [...rules.metaRequired, ...rules.metaOptional].flatMap((key) => {
    const value = form.meta[key] ?? "";
    return value === "" ? [] : [[key, value] as const];
  });
  return {
    ...(payload === null ? {} : { payload: toBase64(payload) }),
    ...(meta.length === 0 ? {} : { meta: Object.fromEntries(meta) }),
    ...(form.token === "" ? {} : { token: form.token }),
    ...(form.idPrefix === "" ? {} : { idPrefix: form.idPrefix }),
    ...(form.priority === "" ? {} : { priority: Number(form.priority) }),
  };
};
