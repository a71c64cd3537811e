import { useSyncExternalStore } from "react";
import { onPreferences, preferences } from "./preferences.ts";
import type { Preferences } from "./preferences.ts";

export const usePreferences = (): Preferences => useSyncExternalStore(onPreferences, preferences);
