export type Toast = {
  readonly id: number;
  readonly text: string;
  readonly state: "succeeded" | "failed";
  /** A path of the dashboard. */
  readonly link?: { readonly to: string; readonly text: string };
};

const shownMs = 8000;
let toasts: readonly Toast[] = [];
let nextId = 0;
const listeners = new Set<() => void>();

const set = (next: readonly Toast[]): void => {
  toasts = next;
  for (const listener of listeners) listener();
};

export const currentToasts = (): readonly Toast[] => toasts;
export const onToasts = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const dismissToast = (id: number): void => {
  set(toasts.filter((toast) => toast.id !== id));
};

/** Tells the result of something that ended after its control was left. */
export const showToast = (toast: Omit<Toast, "id">): void => {
  const id = nextId++;
  set([...toasts.slice(-2), { ...toast, id }]);
  // An error stays until it is read.
  if (toast.state === "succeeded") setTimeout(() => dismissToast(id), shownMs);
};
