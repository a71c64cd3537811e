import { memo, useMemo, useRef } from "react";
import type { KeyboardEvent } from "react";
import type { PlanReply, PlannedInstance } from "@longshore/api/plans";
import type { Verb } from "../../ui/VerbShape.tsx";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { number } from "../../lib/plural.ts";
import { GroupHead } from "./GroupHead.tsx";
import { instanceKey, instancesByGroup } from "./plan-runs.ts";

const Cell = memo(
  ({
    instance,
    selected,
    focusable,
    hit,
  }: {
    readonly instance: PlannedInstance;
    readonly selected: boolean;
    readonly focusable: boolean;
    readonly hit: boolean;
  }) => (
    <button
      type="button"
      role="option"
      className={hit ? "cell hit" : "cell"}
      data-v={instance.verb}
      data-key={instanceKey(instance)}
      aria-selected={selected}
      aria-label={`${instance.group} ${String(instance.index)}: ${verbWords[instance.verb]}`}
      tabIndex={focusable ? 0 : -1}
    >
      <VerbShape verb={instance.verb} />
      {instance.index}
    </button>
  ),
);

const cellsOf = (board: HTMLElement | null): readonly HTMLElement[] =>
  board === null ? [] : [...board.querySelectorAll<HTMLElement>("[data-key]")];

/** The cell above or below: the nearest one in the next row of cells, across groups. */
const vertical = (cells: readonly HTMLElement[], from: HTMLElement, down: boolean): HTMLElement | undefined => {
  const box = from.getBoundingClientRect();
  const rest = down ? cells.slice(cells.indexOf(from) + 1) : cells.slice(0, cells.indexOf(from)).toReversed();
  const first = rest.find((cell) => cell.getBoundingClientRect().top !== box.top);
  if (first === undefined) return undefined;
  const { top } = first.getBoundingClientRect();
  const row = rest.filter((cell) => cell.getBoundingClientRect().top === top);
  return row.reduce((best, cell) =>
    Math.abs(cell.getBoundingClientRect().left - box.left) < Math.abs(best.getBoundingClientRect().left - box.left)
      ? cell
      : best,
  );
};

const target = (cells: readonly HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined => {
  const at = cells.indexOf(from);
  switch (key) {
    case "ArrowRight":
      return cells[at + 1];
    case "ArrowLeft":
      return cells[at - 1];
    case "ArrowDown":
      return vertical(cells, from, true);
    case "ArrowUp":
      return vertical(cells, from, false);
    case "Home":
      return cells[0];
    case "End":
      return cells.at(-1);
    default:
      return undefined;
  }
};

/** Every instance as a cell: what happens to it, by shape, form and word. One tab stop; arrows move, and moving selects. */
export const PlanBoard = ({
  plan,
  filter,
  selected,
  onSelect,
}: {
  readonly plan: PlanReply;
  readonly filter: Verb | null;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
}) => {
  const board = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => instancesByGroup(plan.groups, plan.instances), [plan]);
  const first = plan.instances[0];
  const stop = selected ?? (first === undefined ? null : instanceKey(first));

  const onKeyDown = (event: KeyboardEvent): void => {
    const from = (event.target as HTMLElement).closest<HTMLElement>("[data-key]");
    if (from === null) return;
    const next = target(cellsOf(board.current), from, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    onSelect(next.dataset["key"] ?? "");
  };

  return (
    // The cells are the controls; the board only listens for them all at once.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      ref={board}
      className={filter === null ? "board" : "board filtered"}
      role="listbox"
      aria-label={`Instances, ${number(plan.instances.length)} in all`}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-key]");
        if (cell !== null) onSelect(cell.dataset["key"] ?? "");
      }}
    >
      {[...groups].map(([name, instances]) => (
        <div key={name} role="group" aria-label={`Group ${name}`} className="bg">
          <GroupHead name={name} group={plan.groups.find((group) => group.name === name)} />
          <div className="cells">
            {instances.map((instance) => {
              const key = instanceKey(instance);
              return (
                <Cell
                  key={key}
                  instance={instance}
                  selected={key === selected}
                  focusable={key === stop}
                  hit={filter === null || filter === instance.verb}
                />
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
};
