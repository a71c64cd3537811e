import type { SavedPlanItem } from "@longshore/api/saved-plans";
import { isPending } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { jobPath, savedPlanPath } from "../../paths.ts";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { changeTitle, countsText, verdictShapes } from "./saved-plan-words.ts";
import "../../ui/list.css";
import "./plans-table.css";

/** What came of it, or until when something may. */
const Ended = ({ item }: { readonly item: SavedPlanItem }) => {
  const { applied, review, verdict } = item;
  if (applied !== null)
    return (
      <>
        by {applied.by.by}, <Time at={applied.at} />
      </>
    );
  if (review !== null && verdict !== "expired")
    return (
      <>
        by {review.by.by}, <Time at={review.at} />
      </>
    );
  return (
    <>
      {isPending(verdict) ? "until" : ""} <Time at={item.expiresAt} form="full" />
    </>
  );
};

const Row = ({ item, named }: { readonly item: SavedPlanItem; readonly named: boolean }) => (
  <tr>
    <td className="pl-state">
      <Status state={verdictShapes[item.verdict]} word={item.verdict} />
    </td>
    <td className="pl-what">
      <Link className="name" data-row={item.id} to={savedPlanPath(item.id)}>
        {changeTitle(item)}
      </Link>
      <span className="meta m">
        {item.base.version === null || item.base.version === item.version
          ? `v${String(item.version)}`
          : `v${String(item.base.version)} to v${String(item.version)}`}
      </span>
    </td>
    {named ? (
      <td className="pl-job">
        <Link className="ell" to={jobPath(item.namespace, item.jobId)}>
          {item.jobId}
        </Link>
        {item.namespace === "default" ? null : <span className="meta">{item.namespace}</span>}
      </td>
    ) : null}
    <td className="pl-does dim">{countsText(item.counts)}</td>
    <td className="pl-why dim ell">{item.comment}</td>
    <td className="pl-by dim ell">{item.author.by}</td>
    <td className="pl-at dim">
      <Time at={item.createdAt} />
    </td>
    <td className="pl-end dim">
      <Ended item={item} />
    </td>
  </tr>
);

export const PlansTable = ({
  items,
  named = false,
}: {
  readonly items: readonly SavedPlanItem[];
  /** Also of which job each is. */
  readonly named?: boolean;
}) => (
  <table className={named ? "lst plans named" : "lst plans"} aria-label="Plans">
    <thead>
      <tr>
        <th scope="col" className="pl-state">
          State
        </th>
        <th scope="col" className="pl-what">
          Plan
        </th>
        {named ? (
          <th scope="col" className="pl-job">
            Job
          </th>
        ) : null}
        <th scope="col" className="pl-does">
          Would do
        </th>
        <th scope="col" className="pl-why">
          Why
        </th>
        <th scope="col" className="pl-by">
          Saved by
        </th>
        <th scope="col" className="pl-at">
          Saved
        </th>
        <th scope="col" className="pl-end">
          Reviewed, applied or expires
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map((item) => (
        <Row key={item.id} item={item} named={named} />
      ))}
    </tbody>
  </table>
);
