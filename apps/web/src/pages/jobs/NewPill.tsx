import { ArrowUp } from "lucide-react";
import { number } from "../../lib/plural.ts";
import "./new-pill.css";

/** How many rows wait to be let in, while the rows hold still. */
export const NewPill = ({ fresh, onClick }: { readonly fresh: number; readonly onClick: () => void }) =>
  fresh === 0 ? null : (
    <button type="button" className="newpill" onClick={onClick}>
      <ArrowUp className="i s" aria-hidden="true" />
      {number(fresh)} new
    </button>
  );
