import type { DeploymentDetail } from "@longshore/api/deployments";
import { rolloutPath } from "../../paths.ts";
import { RolloutBar } from "./RolloutBar.tsx";
import { barCounts, policyText } from "./rollout-words.ts";
import "./rollout-groups.css";

/** How far it is with each group, and how it goes about that; what is true of all groups is said once. */
export const RolloutGroups = ({
  rollout: { id, groups },
  isBrief = false,
}: {
  readonly rollout: DeploymentDetail;
  /** Without how it goes about it, and without links to the instances. */
  readonly isBrief?: boolean;
}) => {
  const policies = new Set(isBrief ? [] : groups.map(policyText));
  const [common] = policies.size === 1 ? policies : [];
  return (
    <>
      {common === undefined ? null : <p className="ro-policy two">{common}</p>}
      <ul className="ro-groups">
        {groups.map((group) => (
          <li key={group.name}>
            <b className="m">{group.name}</b>
            <div>
              <RolloutBar
                counts={barCounts(group)}
                label={group.name}
                linkOf={isBrief ? undefined : (health) => rolloutPath(id, { group: group.name, health })}
              />
              {policies.size > 1 ? <p className="ro-policy two">{policyText(group)}</p> : null}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
};
