import type { NodeItem } from "@longshore/api/nodes";
import { useNodeRequest } from "../../api/node-requests.ts";
import { number } from "../../lib/plural.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { tip } from "../../ui/tip.ts";
import { askedWords } from "./node-words.ts";

/** Whether it takes new work, and what is asked for and not so yet. */
export const TakesWork = ({ node }: { readonly node: NodeItem }) => {
  const request = useNodeRequest(node);
  if (request !== null)
    return (
      <span className="requested" {...tip("Asked by you, not yet confirmed")}>
        {askedWords[request.what.type]}…
      </span>
    );
  if (node.drain !== null)
    return (
      <span className="nd-drain">
        <StatusShape state="stopping" />
        draining, {number(node.drain.left)} left
      </span>
    );
  if (node.eligibility === "ineligible")
    return (
      <span className="nd-drain">
        <StatusShape state="stopped" />
        ineligible
      </span>
    );
  return <span className="two">eligible</span>;
};
