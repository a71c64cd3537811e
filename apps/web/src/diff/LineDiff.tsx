import { FileDiff, UnfoldVertical } from "lucide-react";
import { Fragment, useMemo, useState } from "react";
import { plural } from "../lib/plural.ts";
import { changeCounts, foldSame, linePairs } from "./line-diff.ts";
import type { Fold, Line, LinePair, Piece } from "./line-diff.ts";

export type DiffMode = "inline" | "split";

/** Rows drawn at first; a value of ten thousand changed lines is opened by hand. */
const firstRows = 400;

const Pieces = ({ pieces }: { readonly pieces: readonly Piece[] }) =>
  pieces.map((piece, at) =>
    // Pieces have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    piece.changed ? <u key={at}>{piece.text}</u> : <Fragment key={at}>{piece.text}</Fragment>,
  );

const Half = ({ line, side }: { readonly line: Line | null; readonly side: "d" | "a" | "" }) => {
  if (line === null)
    return (
      <>
        <span className="n v" />
        <span className="c v" />
      </>
    );
  return (
    <>
      <span className={side === "" ? "n" : `n n${side}`}>{line.number}</span>
      <span className={`c ${side}`}>
        {side === "" ? null : <span className="vh">{side === "d" ? "removed: " : "added: "}</span>}
        <Pieces pieces={line.pieces} />
      </span>
    </>
  );
};

const SplitRow = ({ pair }: { readonly pair: LinePair }) => (
  <>
    <Half line={pair.before} side={pair.kind === "same" ? "" : "d"} />
    <Half line={pair.after} side={pair.kind === "same" ? "" : "a"} />
  </>
);

const InlineRow = ({ pair }: { readonly pair: LinePair }) =>
  pair.kind === "same" ? (
    <Half line={pair.after} side="" />
  ) : (
    <>
      {pair.before === null ? null : <Half line={pair.before} side="d" />}
      {pair.after === null ? null : <Half line={pair.after} side="a" />}
    </>
  );

const FoldRow = ({ fold, onOpen }: { readonly fold: Fold; readonly onOpen: () => void }) => (
  <div className="fold">
    <UnfoldVertical className="i s" aria-hidden="true" />
    {plural(fold.lines, "unchanged line")}
    <button type="button" onClick={onOpen}>
      Show
    </button>
  </div>
);

/** A value of many lines, line by line, with what is equal folded away visibly. */
export const LineDiff = ({
  before,
  after,
  mode,
  name,
  note,
  expanded,
}: {
  readonly before: string;
  readonly after: string;
  readonly mode: DiffMode;
  readonly name: string;
  readonly note: string | null;
  readonly expanded: boolean;
}) => {
  const pairs = useMemo(() => linePairs(before, after), [before, after]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [all, setAll] = useState(false);
  const rows = useMemo(() => (expanded ? pairs : foldSame(pairs, open)), [pairs, open, expanded]);
  const counts = useMemo(() => changeCounts(pairs), [pairs]);
  const shown = all ? rows : rows.slice(0, firstRows);
  const Row = mode === "split" ? SplitRow : InlineRow;
  return (
    <div className="ld">
      <div className="ldh">
        <FileDiff className="i s" aria-hidden="true" />
        <span className="m">{name}</span>
        <span>
          {plural(counts.added, "line")} added, {counts.deleted} removed
        </span>
        {note === null ? null : <span className="faint">{note}</span>}
      </div>
      <div className="ldt" data-mode={mode}>
        {shown.map((row) =>
          row.kind === "fold" ? (
            <FoldRow
              key={`fold ${String(row.from)}`}
              fold={row}
              onOpen={() => {
                setOpen(new Set([...open, row.from]));
              }}
            />
          ) : (
            <Row key={`${String(row.before?.number)} ${String(row.after?.number)}`} pair={row} />
          ),
        )}
        {shown.length < rows.length ? (
          <div className="fold">
            {plural(rows.length - shown.length, "more line")}
            <button type="button" onClick={() => setAll(true)}>
              Show all
            </button>
          </div>
        ) : null}
      </div>
    </div>
  );
};
