import { ArrowRight } from "lucide-react";
import type { PlanReply } from "@longshore/api/plans";

/** From which version to which. */
export const PlanVersions = ({ base, version }: Pick<PlanReply, "base" | "version">) => (
  <span className="tag m">
    {base.version === null ? "new" : `v${String(base.version)}`}
    {base.version === version ? null : (
      <>
        <ArrowRight className="i arrow" aria-hidden="true" />
        <span className="vh">becomes</span>v{version}
      </>
    )}
  </span>
);
