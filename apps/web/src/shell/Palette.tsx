import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { KeyboardEvent } from "react";
import { useNavigate } from "react-router-dom";
import { jobsQuery } from "../api/queries.ts";
import { StatusShape } from "../ui/Status.tsx";
import { matches, paletteItems } from "./palette-items.ts";
import type { PaletteItem } from "./palette-items.ts";
import "../ui/dialog.css";
import "./palette.css";

const shownJobs = 8;

const Option = ({
  item,
  id,
  on,
  onRun,
}: {
  readonly item: PaletteItem;
  readonly id: string;
  readonly on: boolean;
  readonly onRun: () => void;
}) => (
  // The input keeps the focus and has the keys; the pointer is for those who prefer it.
  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
  <div id={id} role="option" aria-selected={on} onClick={onRun}>
    {item.state === undefined ? <span className="gap" /> : <StatusShape state={item.state} />}
    <span className="ell">{item.text}</span>
    {item.state === undefined ? null : <span className="vh">{item.state}</span>}
    <span className="hint">{item.hint}</span>
  </div>
);

const moved = (key: string, at: number, count: number): number | null => {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
};

/** One field that finds jobs and does things. */
export const Palette = ({ onClose }: { readonly onClose: () => void }) => {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const q = useDeferredValue(typed.trim());
  const { data, isPlaceholderData } = useQuery(jobsQuery({ q: q === "" ? undefined : q, limit: shownJobs }));
  const found = data?.items ?? [];
  // Enter must never run a job that was found for what stood there before.
  const jobs = isPlaceholderData || q !== typed.trim() ? found.filter((job) => matches(job.id, typed)) : found;
  const items = paletteItems(typed, jobs, (path) => void navigate(path));
  const current = Math.min(at, items.length - 1);
  const run = (item: PaletteItem | undefined): void => {
    onClose();
    item?.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = items.length === 0 ? null : moved(event.key, current, items.length);
    if (next !== null) {
      event.preventDefault();
      setAt(next);
      document.querySelector(`#palette-${String(next)}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && items.length > 0) {
      event.preventDefault();
      run(items[current]);
    }
  };
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="dlg-back" />
        <Dialog.Popup className="dlg palette" aria-label="Search or run">
          <label className="palette-q">
            <Search className="i" aria-hidden="true" />
            <span className="vh">Find a job or an action</span>
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls="palette-list"
              aria-activedescendant={items.length === 0 ? undefined : `palette-${String(current)}`}
              placeholder="Find a job or an action"
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
            />
          </label>
          <div id="palette-list" className="palette-list" role="listbox" aria-label="Found">
            {items.map((item, index) => (
              <Option
                key={item.key}
                id={`palette-${String(index)}`}
                item={item}
                on={index === current}
                onRun={() => {
                  run(item);
                }}
              />
            ))}
          </div>
          {items.length === 0 ? <p className="palette-none two">Nothing is called that.</p> : null}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
