import { memo, useMemo, useRef } from "react";
import type { KeyboardEvent } from "react";
import type { PlanReply, PlannedInstance } from "@longshore/api/plans";
import type { Verb } from "../../ui/VerbShape.tsx";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { runsPerNode } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { GroupHead } from "./GroupHead.tsx";
import { planMark } from "./plan-mark.ts";
import { instanceKey, instancesByGroup } from "./plan-runs.ts";
import "./plan-board.css";

const Cell = memo(
  ({
    instance,
    name,
    mark,
    selected,
    focusable,
  }: {
    readonly instance: PlannedInstance;
    readonly name: string;
    /** Its number, or its node's name. */
    readonly mark: string;
    readonly selected: boolean;
    readonly focusable: boolean;
  }) => (
    <button
      type="button"
      role="option"
      className="cell"
      data-v={instance.verb}
      data-key={name}
      aria-selected={selected}
      aria-label={`${instance.group} ${mark}: ${verbWords[instance.verb]}`}
      tabIndex={focusable ? 0 : -1}
    >
      <VerbShape verb={instance.verb} />
      {mark}
    </button>
  ),
);

/** Moving the selection draws two blocks anew, not two thousand cells. */
const blockSize = 100;

type Block = {
  readonly key: string;
  readonly cells: readonly { readonly name: string; readonly mark: string; readonly instance: PlannedInstance }[];
};

const blocksOf = (plan: PlanReply, instances: readonly PlannedInstance[]): readonly Block[] => {
  const cells = instances.map((instance) => ({
    name: instanceKey(instance),
    mark: planMark(plan, instance),
    instance,
  }));
  return Array.from({ length: Math.ceil(cells.length / blockSize) }, (_, at) => {
    const part = cells.slice(at * blockSize, (at + 1) * blockSize);
    return { key: part[0]?.name ?? "", cells: part };
  });
};

const CellBlock = memo(
  ({
    block,
    selected,
    stop,
  }: {
    readonly block: Block;
    /** Null unless it is in this block. */
    readonly selected: string | null;
    readonly stop: string | null;
  }) =>
    block.cells.map(({ name, mark, instance }) => (
      <Cell
        key={name}
        instance={instance}
        name={name}
        mark={mark}
        selected={name === selected}
        focusable={name === stop}
      />
    )),
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
  const groups = useMemo(
    () =>
      [...instancesByGroup(plan.groups, plan.instances)].map(([name, instances]) => ({
        name,
        size: instances.length,
        blocks: blocksOf(plan, instances),
      })),
    [plan],
  );
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
      className="board"
      data-filter={filter ?? undefined}
      role="listbox"
      aria-label={`Instances, ${number(plan.instances.length)} in all`}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-key]");
        if (cell !== null) onSelect(cell.dataset["key"] ?? "");
      }}
    >
      {groups.map(({ name, size, blocks }) => (
        <div key={name} role="group" aria-label={`Group ${name}`} className="bg">
          <GroupHead name={name} type={plan.type} group={plan.groups.find((group) => group.name === name)} />
          <div className={size > 1000 ? "cells many" : "cells"} data-named={runsPerNode(plan.type) || undefined}>
            {blocks.map((block) => {
              const has = (key: string | null): boolean => block.cells.some((cell) => cell.name === key);
              return (
                <CellBlock
                  key={block.key}
                  block={block}
                  selected={has(selected) ? selected : null}
                  stop={has(stop) ? stop : null}
                />
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
};
