import { ArrowRight } from "lucide-react";
import { Fragment } from "react";
import type { Verb } from "../ui/VerbShape.tsx";
import { VerbShape } from "../ui/VerbShape.tsx";
import { LineDiff } from "./LineDiff.tsx";
import type { DiffMode } from "./LineDiff.tsx";
import { wordPieces } from "./line-diff.ts";
import type { Piece } from "./line-diff.ts";
import type { FieldRow } from "./spec-rows.ts";
import { linesOf, valueText } from "./value-text.ts";

const verbOfKind: Readonly<Record<FieldRow["kind"], Verb>> = {
  added: "create",
  deleted: "stop",
  edited: "inPlace",
  none: "keep",
};

const Value = ({ pieces }: { readonly pieces: readonly Piece[] }) =>
  pieces.map((piece, at) =>
    // Pieces have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    piece.changed ? <u key={at}>{piece.text}</u> : <Fragment key={at}>{piece.text}</Fragment>,
  );

const OneLine = ({ row }: { readonly row: FieldRow }) => {
  const before = valueText(row.name, row.before);
  const after = valueText(row.name, row.after);
  if (row.kind === "none") return <span className="two">{before === "" ? "–" : before}</span>;
  const pieces =
    row.kind === "edited"
      ? wordPieces(before, after)
      : { before: [{ text: before, changed: false }], after: [{ text: after, changed: false }] };
  return (
    <span>
      {row.kind === "added" ? null : (
        <del>
          <Value pieces={pieces.before} />
        </del>
      )}
      {row.kind === "edited" ? (
        <span className="to">
          <ArrowRight className="i arrow" aria-hidden="true" />
          <span className="vh">becomes</span>
        </span>
      ) : null}
      {row.kind === "deleted" ? null : (
        <ins>
          <Value pieces={pieces.after} />
        </ins>
      )}
    </span>
  );
};

/** One field: what it was, what it becomes, and what that forces. */
export const FieldRowView = ({
  row,
  mode,
  expanded,
}: {
  readonly row: FieldRow;
  readonly mode: DiffMode;
  readonly expanded: boolean;
}) => {
  const lines = row.kind === "none" ? null : linesOf(row.before, row.after);
  return (
    <>
      <div className="dr" data-kind={row.kind}>
        <VerbShape verb={row.forces?.verb ?? verbOfKind[row.kind]} />
        <span className="k">
          <span className="p">{row.path}</span>
          {row.name}
          {row.kind === "none" ? null : <span className="vh"> {row.kind}</span>}
        </span>
        {lines === null ? <OneLine row={row} /> : <span className="faint">line by line below</span>}
        <span className="e">
          {row.forces === null ? null : (
            <>
              <VerbShape verb={row.forces.verb} />
              {row.forces.text}
            </>
          )}
        </span>
      </div>
      {lines === null ? null : (
        <LineDiff
          before={lines.before}
          after={lines.after}
          mode={mode}
          name={row.path.replace(/^task [^/]+ \/ /, "") + row.name}
          note={lines.json ? "JSON, laid out" : null}
          expanded={expanded}
        />
      )}
    </>
  );
};
