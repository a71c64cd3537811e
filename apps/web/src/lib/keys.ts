import { preferences } from "./preferences.ts";

/**
 * The key layer. A shortcut is one key or two in sequence (`g j`); `mod+k` is ⌘K or Ctrl K. Single keys are ignored while
 * typing and while a dialog is open, and can be switched off altogether; `mod` combinations always work.
 */
export type Shortcut = {
  readonly keys: string;
  /** What it does, for the help page. */
  readonly label: string;
  readonly section: "Everywhere" | "Lists" | "This page";
  readonly run: (event: KeyboardEvent) => void;
};

const sequenceMs = 1200;
const registered: Shortcut[] = [];
const listeners = new Set<() => void>();
let snapshot: readonly Shortcut[] = [];
let prefix = "";
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

const changed = (): void => {
  snapshot = [...registered];
  for (const listener of listeners) listener();
};

export const shortcuts = (): readonly Shortcut[] => snapshot;
export const onShortcuts = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Adds shortcuts until the result is called. The one added last wins. */
export const addShortcuts = (added: readonly Shortcut[]): (() => void) => {
  registered.push(...added);
  changed();
  return () => {
    for (const shortcut of added) registered.splice(registered.indexOf(shortcut), 1);
    changed();
  };
};

const isTyping = (event: KeyboardEvent): boolean => {
  // The first of the path sees into the editor's shadow tree; the target does not.
  const [element] = event.composedPath();
  return (
    element instanceof HTMLElement &&
    (element.isContentEditable || element.matches("input:not([type=checkbox]), textarea, select"))
  );
};

const nameOf = (event: KeyboardEvent): string => {
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  return mod + (event.key.length === 1 && event.key !== "?" ? event.key.toLowerCase() : event.key);
};

const find = (keys: string): Shortcut | undefined => registered.findLast((shortcut) => shortcut.keys === keys);

const clearPrefix = (): void => {
  clearTimeout(prefixTimer);
  prefix = "";
};

const startPrefix = (key: string): boolean => {
  if (!registered.some((shortcut) => shortcut.keys.startsWith(`${key} `))) return false;
  prefix = key;
  prefixTimer = setTimeout(clearPrefix, sequenceMs);
  return true;
};

const allowed = (event: KeyboardEvent, name: string): boolean => {
  if (name.startsWith("mod+")) return true;
  if (event.altKey || !preferences().keys || isTyping(event)) return false;
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") === null;
};

export const handleKey = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (!allowed(event, name)) return;
  const shortcut = find(prefix === "" ? name : `${prefix} ${name}`);
  const had = prefix !== "";
  clearPrefix();
  if (shortcut === undefined) {
    if (!had) startPrefix(name);
    return;
  }
  event.preventDefault();
  shortcut.run(event);
};
