import { Monitor, Moon, Search, Sun } from "lucide-react";
import { setPreferences } from "../lib/preferences.ts";
import type { Theme } from "../lib/preferences.ts";
import { usePreferences } from "../lib/use-preferences.ts";
import { Button } from "../ui/Button.tsx";
import { tip } from "../ui/tip.ts";
import { ConnectionChip } from "./ConnectionChip.tsx";
import { openPalette } from "./palette-state.ts";

const next: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const icons = { system: Monitor, light: Sun, dark: Moon } as const;

export const ThemeButton = () => {
  const { theme } = usePreferences();
  const Icon = icons[theme];
  return (
    <Button
      variant="ghost"
      icon
      aria-label={`Theme: ${theme}`}
      {...tip(`Theme: ${theme}. Click for ${next[theme]}.`)}
      onClick={() => {
        setPreferences({ theme: next[theme] });
      }}
    >
      <Icon className="i" aria-hidden="true" />
    </Button>
  );
};

const ZoneButton = () => {
  const { zone } = usePreferences();
  return (
    <button
      type="button"
      className="chip zone"
      aria-label={`Time zone: ${zone === "utc" ? "UTC" : "local"}`}
      {...tip("Time zone of every time on every page")}
      onClick={() => {
        setPreferences({ zone: zone === "utc" ? "local" : "utc" });
      }}
    >
      {zone === "utc" ? "UTC" : "Local"}
    </button>
  );
};

const searchKeys = navigator.userAgent.includes("Mac") ? "⌘K" : "Ctrl K";

export const TopBarTools = () => (
  <>
    <button type="button" className="find" aria-label={`Search or run ${searchKeys}`} onClick={openPalette}>
      <Search className="i s" aria-hidden="true" />
      <span className="grow">Search or run</span> <kbd>{searchKeys}</kbd>
    </button>
    <ConnectionChip />
    <ZoneButton />
    <ThemeButton />
  </>
);
