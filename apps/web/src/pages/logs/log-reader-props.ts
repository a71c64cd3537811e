import type { AllocationDetail } from "@longshore/api/allocations";
import type { LogClient, LogSnapshot } from "../../lib/log/log-client.ts";
import type { LogAddress } from "../../lib/log/log-source.ts";
import type { LogSettings } from "./log-settings.ts";

/** What the reader of a log is given; its parts take what they need of it. */
export type LogReaderProps = {
  readonly client: LogClient;
  readonly snapshot: LogSnapshot;
  readonly address: LogAddress;
  readonly detail: AllocationDetail | undefined;
  readonly settings: LogSettings;
  readonly onSettings: (settings: LogSettings) => void;
  readonly onStream: (stream: "stdout" | "stderr") => void;
  /** The address of what is shown, for copying. */
  readonly linkOf: (settings: LogSettings) => string;
};
