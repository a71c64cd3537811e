import { memo, useLayoutEffect, useRef, useState } from "react";
import { runsPerNode } from "@longshore/core/model";
import type { JobType } from "@longshore/core/model";
import { number, plural } from "../../lib/plural.ts";
import { cellSize, stateWords } from "./rehearsal-words.ts";
import { countsOf, stateNames } from "./timeline.ts";
import type { Snapshot, Timeline } from "./timeline.ts";

/** Blocks that are out of sight are not painted. */
const blockSize = 500;

/** Drawn once; what they look like is set on the elements themselves, ten thousand of them in a few milliseconds. */
const Cells = memo(({ timeline }: { readonly timeline: Timeline }) => {
  const size = cellSize(timeline.cells.length);
  return timeline.groups.map(({ name, from, to }) => (
    <div key={name} className="rh-group">
      <h3>
        <b className="m">{name}</b> <span className="meta">{plural(to - from, "instance")}</span>
      </h3>
      {Array.from({ length: Math.ceil((to - from) / blockSize) }, (_, block) => (
        <div key={block} className="rh-cells" data-size={size}>
          {timeline.cells
            .slice(from + block * blockSize, Math.min(to, from + (block + 1) * blockSize))
            .map((cell, at) => (
              <i key={cell.index} data-cell={from + block * blockSize + at}>
                {size === "numbered" ? cell.index : null}
              </i>
            ))}
        </div>
      ))}
    </div>
  ));
});

const wordsOf = (timeline: Timeline, snapshot: Snapshot, cell: number): string => {
  const { group, index } = timeline.cells[cell] ?? { group: "", index: 0 };
  const state = stateNames[snapshot.state[cell] ?? 0] ?? "gone";
  const node = timeline.nodes[snapshot.node[cell] ?? -1];
  return [
    `${group}[${String(index)}] ${stateWords[state].word}`,
    ...(state === "gone" ? [] : [`v${String(snapshot.version[cell] ?? 0)}`]),
    ...(node === undefined ? [] : [`on ${node}`]),
    ...(snapshot.canary[cell] === 1 ? ["a canary beside the one that is there"] : []),
  ].join(", ");
};

/** Every instance by what it looks like at this moment: shape and form, colour third. In words: the legend and the tables. */
export const InstanceCells = ({
  timeline,
  snapshot,
  tick,
  jobType,
}: {
  readonly timeline: Timeline;
  readonly snapshot: Snapshot;
  readonly tick: number;
  readonly jobType: JobType;
}) => {
  const board = useRef<HTMLDivElement>(null);
  const cells = useRef<readonly HTMLElement[]>([]);
  const painted = useRef<string[]>([]);
  const [pointed, setPointed] = useState<number | null>(null);
  const { version } = timeline.header;

  useLayoutEffect(() => {
    cells.current = board.current === null ? [] : [...board.current.querySelectorAll<HTMLElement>("[data-cell]")];
    painted.current = [];
  }, [timeline]);

  // The snapshot is one object that changes in place; the tick says when.
  useLayoutEffect(() => {
    for (const [at, cell] of cells.current.entries()) {
      const isFresh = snapshot.version[at] === version;
      const look = `${String(snapshot.state[at])}${isFresh ? "n" : "o"}${String(snapshot.canary[at])}`;
      if (painted.current[at] === look) continue;
      painted.current[at] = look;
      cell.dataset["s"] = stateNames[snapshot.state[at] ?? 0] ?? "gone";
      cell.dataset["of"] = isFresh ? "new" : "old";
      cell.toggleAttribute("data-canary", snapshot.canary[at] === 1);
    }
  }, [timeline, snapshot, tick, version]);

  const counts = [...countsOf(snapshot)].map(([name, count]) => `${number(count)} ${stateWords[name].word}`).join(", ");
  return (
    <div className="rh-board">
      <div
        ref={board}
        role="img"
        aria-label={`Instances: ${counts === "" ? "none" : counts}`}
        data-named={runsPerNode(jobType) || undefined}
        onPointerOver={(event) => {
          const cell = (event.target as HTMLElement).dataset["cell"];
          setPointed(cell === undefined ? null : Number(cell));
        }}
        onPointerLeave={() => setPointed(null)}
      >
        <Cells timeline={timeline} />
      </div>
      <p className="rh-pointed meta" aria-hidden="true">
        {pointed === null ? "" : wordsOf(timeline, snapshot, pointed)}
      </p>
    </div>
  );
};
