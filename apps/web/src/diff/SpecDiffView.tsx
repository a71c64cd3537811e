import { ChevronDown, ChevronRight, UnfoldVertical } from "lucide-react";
import { useState } from "react";
import { plural } from "../lib/plural.ts";
import { VerbShape, verbWords } from "../ui/VerbShape.tsx";
import { FieldRowView } from "./FieldRowView.tsx";
import type { DiffMode } from "./LineDiff.tsx";
import { diffSections } from "./spec-rows.ts";
import type { DiffSection, WireDiff } from "./spec-rows.ts";
import "./diff.css";

const fieldsText = ({ what, kind, changed }: DiffSection): string => {
  if (kind === "added") return `${what}, new, ${plural(changed.length, "field")}`;
  if (kind === "deleted") return `${what}, removed`;
  if (changed.length === 0) return `${what}, no field of its own changed`;
  return `${what}, ${plural(changed.length, "field")} changed`;
};

const Section = ({
  section,
  mode,
  expanded,
}: {
  readonly section: DiffSection;
  readonly mode: DiffMode;
  readonly expanded: boolean;
}) => {
  const [open, setOpen] = useState(true);
  const [unfolded, setUnfolded] = useState(false);
  const showAll = expanded || unfolded;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section className="dg" aria-label={`Changes of ${section.what} ${section.title}`}>
      <h3>
        <button
          type="button"
          className="dgh"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Chevron className="i s" aria-hidden="true" />
          <span className="name">{section.title}</span>
          <span>{fieldsText(section)}</span>
          <span className="eff">
            {section.effects.map(({ verb, count }) => (
              <span key={verb}>
                <VerbShape verb={verb} />
                {count} {verbWords[verb]}
              </span>
            ))}
          </span>
        </button>
      </h3>
      {open ? (
        <>
          {section.changed.map((row) => (
            <FieldRowView key={row.key} row={row} mode={mode} expanded={expanded} />
          ))}
          {showAll
            ? section.unchanged.map((row) => <FieldRowView key={row.key} row={row} mode={mode} expanded={expanded} />)
            : null}
          {showAll || section.unchanged.length === 0 ? null : (
            <div className="fold">
              <UnfoldVertical className="i s" aria-hidden="true" />
              {plural(section.unchanged.length, "unchanged field")}
              <button type="button" onClick={() => setUnfolded(true)}>
                Show
              </button>
            </div>
          )}
        </>
      ) : null}
    </section>
  );
};

/** The structural difference of two job specifications: by group, task, field and line. */
export const SpecDiffView = ({
  diff,
  mode = "inline",
  expanded = false,
}: {
  readonly diff: WireDiff;
  readonly mode?: DiffMode;
  /** Shows everything that is unchanged as well. */
  readonly expanded?: boolean;
}) => (
  <div className="diff">
    {diffSections(diff).map((section) => (
      <Section key={section.key} section={section} mode={mode} expanded={expanded} />
    ))}
  </div>
);
