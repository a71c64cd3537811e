import type { ZoneChoice } from "./format-time.ts";

export type Theme = "system" | "light" | "dark";
export type Preferences = {
  readonly theme: Theme;
  readonly zone: ZoneChoice;
  /** Single-key shortcuts can be switched off (WCAG 2.1.4). */
  readonly keys: boolean;
};

const defaults: Preferences = { theme: "system", zone: "utc", keys: true };
const read = (name: string): string | null => {
  try {
    return localStorage.getItem(`longshore.${name}`);
  } catch {
    return null;
  }
};
const write = (name: string, value: string): void => {
  try {
    localStorage.setItem(`longshore.${name}`, value);
  } catch {
    // Storage is blocked: the choice lasts until the page is left.
  }
};

const load = (): Preferences => {
  const theme = read("theme");
  return {
    theme: theme === "light" || theme === "dark" ? theme : defaults.theme,
    zone: read("zone") === "local" ? "local" : defaults.zone,
    keys: read("keys") !== "off",
  };
};

let current: Preferences | null = null;
const listeners = new Set<() => void>();

export const preferences = (): Preferences => (current ??= load());
export const onPreferences = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const setPreferences = (change: Partial<Preferences>): void => {
  current = { ...preferences(), ...change };
  write("theme", current.theme);
  write("zone", current.zone);
  write("keys", current.keys ? "on" : "off");
  applyTheme(current.theme);
  for (const listener of listeners) listener();
};

export const applyTheme = (theme: Theme): void => {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
};
