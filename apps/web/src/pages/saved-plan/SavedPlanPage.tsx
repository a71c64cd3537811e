import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { Link, useParams } from "react-router-dom";
import { savedPlanQuery } from "../../api/saved-plans.ts";
import { jobPath, jobsPath, plansPath } from "../../paths.ts";
import { Detail } from "../../shell/Detail.tsx";
import { Page } from "../../shell/Page.tsx";
import { buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { changeTitle } from "../plans/saved-plan-words.ts";
import { SavedPlan } from "./SavedPlan.tsx";

const Missing = () => (
  <Empty
    icon={<GitCompareArrows className="i" aria-hidden="true" />}
    title="There is no such plan"
    actions={
      <Link className={buttonClass()} to={plansPath()}>
        Go to plans
      </Link>
    }
  >
    It is not kept any more, or there never was one under this id.
  </Empty>
);

/** A plan that was kept: what it would do, whether that is still true, who says what of it, and what came of it. */
export const SavedPlanPage = () => {
  const { plan: id = "" } = useParams();
  const query = useQuery(savedPlanQuery(id));
  const { data } = query;
  return (
    <Page
      title={data === undefined ? "Plan" : `${changeTitle(data)} ${id.slice(0, 8)}`}
      crumbs={
        data === undefined
          ? [{ text: "Plans", to: plansPath() }]
          : [
              { text: "Jobs", to: jobsPath() },
              { text: data.jobId, to: jobPath(data.namespace, data.jobId) },
              { text: "Plans", to: plansPath({ namespace: data.namespace, job: data.jobId }) },
            ]
      }
    >
      <Detail query={query} missing={<Missing />}>
        {(saved) => <SavedPlan key={saved.id} saved={saved} />}
      </Detail>
    </Page>
  );
};
