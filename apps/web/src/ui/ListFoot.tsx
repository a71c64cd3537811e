import type { ReactNode } from "react";
import { number } from "../lib/plural.ts";
import { Time } from "./Time.tsx";
import "./filter.css";

/** Keys and what they do. */
export type KeyHints = readonly (readonly [string, string])[];

/** Which rows of how many a page shows; `children` are the links to other pages. */
export const ListFoot = ({
  before,
  shown,
  total,
  at,
  keys = [],
  children,
}: {
  readonly before: number;
  readonly shown: number;
  /** Undefined: nobody counted. */
  readonly total?: number | undefined;
  /** As of when. */
  readonly at?: number;
  readonly keys?: KeyHints;
  readonly children?: ReactNode;
}) => (
  <footer className="foot">
    <span>
      {number(before + 1)}–{number(before + shown)}
      {total === undefined ? null : ` of ${number(total)}`}
      {at === undefined ? null : (
        <>
          , as of <Time at={at} form="clock" />
        </>
      )}
    </span>
    {children}
    <span className="grow" />
    <span className="keys" aria-hidden="true">
      {keys.map(([list, text]) => (
        <span key={list}>
          {list.split(" ").map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
          {text}
        </span>
      ))}
    </span>
  </footer>
);
