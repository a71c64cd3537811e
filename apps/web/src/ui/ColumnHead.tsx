import { ArrowDown, ArrowUp } from "lucide-react";
import "./list.css";

export type Column<Sort extends string> = { readonly name: string; readonly label: string; readonly sort?: Sort };

/** The head of a column; one that can be sorted by is a button, and says whether and which way the list is. */
export const ColumnHead = <Sort extends string>({
  column: { name, label, sort },
  sorted,
  descending,
  onSort,
}: {
  /** `name` is its class. */
  readonly column: Column<Sort>;
  readonly sorted: Sort | null;
  readonly descending: boolean;
  readonly onSort: (sort: Sort) => void;
}) => {
  if (sort === undefined)
    return (
      <th scope="col" className={name}>
        {label}
      </th>
    );
  const on = sorted === sort;
  const Arrow = descending ? ArrowUp : ArrowDown;
  return (
    <th scope="col" className={name} {...(on ? { "aria-sort": descending ? "descending" : "ascending" } : {})}>
      <button type="button" onClick={() => onSort(sort)}>
        {label}
        {on ? <Arrow className="i" aria-hidden="true" /> : null}
      </button>
    </th>
  );
};
