import { FilterX } from "lucide-react";
import type { ReactNode } from "react";
import { number, plural } from "../lib/plural.ts";
import { Button } from "./Button.tsx";
import { Empty } from "./Empty.tsx";

/** There are rows, but none under this filter; `children` is another way out than to clear it. */
export const FilteredOut = ({
  noun,
  all,
  onClear,
  children,
}: {
  /** What a row is: "job". */
  readonly noun: string;
  /** How many there are without the filter. */
  readonly all: number;
  /** Null: nothing that could be cleared keeps them out. */
  readonly onClear: (() => void) | null;
  readonly children?: ReactNode;
}) => (
  <Empty
    icon={<FilterX className="i" aria-hidden="true" />}
    title={`No ${noun} matches this filter`}
    actions={
      <>
        {children}
        {onClear === null ? null : <Button onClick={onClear}>Clear the filter</Button>}
      </>
    }
  >
    {all === 1 ? `There is ${number(all)} ${noun}` : `There are ${plural(all, noun)}`} without it.
  </Empty>
);
