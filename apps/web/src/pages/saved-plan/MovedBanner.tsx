import type { PlanNow, SavedPlanItem } from "@longshore/api/saved-plans";
import { StatusShape } from "../../ui/Status.tsx";
import { Moved } from "./Moved.tsx";
import "../plan/stale-banner.css";

/** That it is not true any more, and why. */
export const MovedBanner = ({ saved, now }: { readonly saved: SavedPlanItem; readonly now: PlanNow }) => (
  <div className="stalebar" role="alert">
    <StatusShape state="degraded" />
    <div className="grow">
      <b className="strong">
        This plan is stale: what it rests on has moved.{" "}
        {now.refused === null ? "Nothing was applied." : `Its change cannot be made now: ${now.refused}.`}
      </b>
      <Moved saved={saved} moved={now.moved} />
    </div>
  </div>
);
