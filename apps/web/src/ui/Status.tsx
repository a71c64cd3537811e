import "./status.css";

/** The eight statuses that have a shape; words of other states map onto these. */
export type StatusShapeName =
  | "queued"
  | "starting"
  | "running"
  | "succeeded"
  | "degraded"
  | "failed"
  | "stopped"
  | "lost";

const shapes: Readonly<Record<string, StatusShapeName>> = {
  queued: "queued",
  pending: "queued",
  blocked: "queued",
  initializing: "starting",
  starting: "starting",
  restarting: "degraded",
  running: "running",
  ready: "running",
  succeeded: "succeeded",
  complete: "succeeded",
  degraded: "degraded",
  stopping: "degraded",
  failed: "failed",
  down: "failed",
  stopped: "stopped",
  canceled: "stopped",
  dead: "stopped",
  lost: "lost",
  disconnected: "lost",
};

/** The shape of a state's word; a word never seen gets the shape of not knowing. */
export const shapeOf = (state: string): StatusShapeName => shapes[state] ?? "lost";

export const StatusShape = ({
  state,
  pulse = false,
}: {
  readonly state: string;
  /** For at most one shape on a page. */
  readonly pulse?: boolean;
}) => <i className={pulse ? "st pulse" : "st"} data-s={shapeOf(state)} aria-hidden="true" />;

const strong = new Set<StatusShapeName>(["failed", "lost", "degraded"]);

/** Shape and word; trouble is also set in medium weight. */
export const Status = ({ state, word }: { readonly state: string; readonly word?: string }) => (
  <span className="stat" data-strong={strong.has(shapeOf(state)) || undefined}>
    <StatusShape state={state} />
    <span>{word ?? state}</span>
  </span>
);
