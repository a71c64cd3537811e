import type { ReactNode } from "react";
import { number } from "../lib/plural.ts";
import "./filter.css";

/** Which rows of how many a page shows; `children` are the links to other pages. */
export const ListFoot = ({
  before,
  shown,
  total,
  keys = [],
  children,
}: {
  readonly before: number;
  readonly shown: number;
  readonly total: number;
  /** Keys and what they do, as hints. */
  readonly keys?: readonly (readonly [string, string])[];
  readonly children?: ReactNode;
}) => (
  <footer className="foot">
    <span>
      {number(before + 1)}–{number(before + shown)} of {number(total)}
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
