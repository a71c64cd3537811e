import { Suspense, lazy, useEffect, useState, useSyncExternalStore } from "react";
import { Outlet, useLocation, useNavigate } from "react-router-dom";
import { handleKey } from "../lib/keys.ts";
import { useShortcuts } from "../lib/use-shortcuts.ts";
import { auditPath, evaluationsPath, jobsPath, newJobPath, nodesPath, plansPath, schedulerPath } from "../paths.ts";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { NavBar } from "./NavBar.tsx";
import { Notices } from "./Notices.tsx";
import { Toasts } from "./Toasts.tsx";
import { useArrival } from "./use-arrival.ts";
import { closePalette, isPaletteOpen, onPalette, openPalette } from "./palette-state.ts";
import "./shell.css";

const Palette = lazy(async () => ({ default: (await import("./Palette.tsx")).Palette }));

const paletteAfterMs = 1500;

/** Everything around a page, once signed in. */
export const Shell = () => {
  const navigate = useNavigate();
  const location = useLocation();
  const [help, setHelp] = useState(false);
  useArrival();
  const palette = useSyncExternalStore(onPalette, isPaletteOpen);

  useEffect(() => {
    document.addEventListener("keydown", handleKey);
    return () => {
      document.removeEventListener("keydown", handleKey);
    };
  }, []);

  // The palette must be there when it is asked for: what is typed next belongs to it.
  useEffect(() => {
    const timer = setTimeout(() => {
      // Offline it loads when it is opened.
      import("./Palette.tsx").catch(() => undefined);
    }, paletteAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, []);

  useShortcuts([
    { keys: "mod+k", label: "Search or run", section: "Everywhere", run: openPalette },
    { keys: "g j", label: "Go to jobs", section: "Everywhere", run: () => void navigate(jobsPath()) },
    { keys: "g n", label: "Go to nodes", section: "Everywhere", run: () => void navigate(nodesPath()) },
    { keys: "g e", label: "Go to evaluations", section: "Everywhere", run: () => void navigate(evaluationsPath()) },
    { keys: "g p", label: "Go to plans", section: "Everywhere", run: () => void navigate(plansPath()) },
    { keys: "g s", label: "Go to the scheduler", section: "Everywhere", run: () => void navigate(schedulerPath()) },
    { keys: "g a", label: "Go to the audit log", section: "Everywhere", run: () => void navigate(auditPath()) },
    { keys: "c", label: "New job", section: "Everywhere", run: () => void navigate(newJobPath()) },
    { keys: "?", label: "All shortcuts", section: "Everywhere", run: () => setHelp(true) },
  ]);

  return (
    <div className="app">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <NavBar onHelp={() => setHelp(true)} />
      <div className="page">
        <Notices />
        <ErrorBoundary place={location.pathname}>
          <Suspense fallback={<SkeletonRows rows={12} height={32} />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </div>
      <HelpDialog open={help} onClose={() => setHelp(false)} />
      {palette ? (
        <Suspense fallback={null}>
          <Palette onClose={closePalette} />
        </Suspense>
      ) : null}
      <Toasts />
    </div>
  );
};
