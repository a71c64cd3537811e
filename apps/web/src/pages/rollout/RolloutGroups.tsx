import type { DeploymentDetail } from "@longshore/api/deployments";
import { RolloutBar } from "./RolloutBar.tsx";
import { barCounts, policyText } from "./rollout-words.ts";
import "./rollout-groups.css";

/** How far it is with each group, and how it goes about that. */
export const RolloutGroups = ({
  rollout,
  isBrief = false,
}: {
  readonly rollout: DeploymentDetail;
  /** Without how it goes about it. */
  readonly isBrief?: boolean;
}) => (
  <ul className="ro-groups">
    {rollout.groups.map((group) => (
      <li key={group.name}>
        <b className="m">{group.name}</b>
        <div>
          <RolloutBar counts={barCounts(group)} label={group.name} />
          {isBrief ? null : <p className="ro-policy two">{policyText(group)}</p>}
        </div>
      </li>
    ))}
  </ul>
);
