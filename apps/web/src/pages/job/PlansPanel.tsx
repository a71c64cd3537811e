import { useQuery } from "@tanstack/react-query";
import type { JobDetail } from "@longshore/api/jobs";
import { isPending } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { plansQuery } from "../../api/saved-plans.ts";
import { plural } from "../../lib/plural.ts";
import { plansPath } from "../../paths.ts";
import { PlansTable } from "../plans/PlansTable.tsx";

const newest = 5;

/** The newest plans that were saved of the job; nothing where there is none. */
export const PlansPanel = ({ job: { namespace, id } }: { readonly job: JobDetail }) => {
  const { data } = useQuery(plansQuery({ namespace, job: id, limit: newest }));
  if (data === undefined || data.items.length === 0) return null;
  const open = data.items.filter(({ verdict }) => isPending(verdict)).length;
  return (
    <section aria-label="Saved plans">
      <div className="sech">
        <h2>Saved plans</h2>
        <span className="meta">
          {open === 0 ? "None of the newest can still be applied" : `${plural(open, "plan")} may still be applied`}
        </span>
        <span className="grow" />
        <Link className="link" to={plansPath({ namespace, job: id })}>
          All plans
        </Link>
      </div>
      <PlansTable items={data.items} />
    </section>
  );
};
