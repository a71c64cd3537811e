import { ArrowRight } from "lucide-react";
import type { PlanReply } from "@longshore/api/plans";
import { runsPerNode } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { headlineVerbs } from "./plan-words.ts";

type Group = PlanReply["groups"][number];

const CountText = ({ group, perNode }: { readonly group: Group; readonly perNode: boolean }) =>
  perNode ? (
    <span>on every node that qualifies</span>
  ) : group.countBefore === null || group.countBefore === group.countAfter ? (
    <span>{number(group.countAfter)}</span>
  ) : (
    <span>
      {number(group.countBefore)} <ArrowRight className="i arrow" aria-hidden="true" />
      <span className="vh">becomes</span> {number(group.countAfter)}
    </span>
  );

/** A group's name, its count before and after, what happens to how many, and why some fit nowhere. */
export const GroupHead = ({
  name,
  group,
  type,
}: {
  readonly name: string;
  readonly group: Group | undefined;
  readonly type: PlanReply["type"];
}) => (
  <div className="gh">
    <span className="name">{name}</span>
    {group === undefined ? null : (
      <>
        <CountText group={group} perNode={runsPerNode(type)} />
        <span className="tally">
          {headlineVerbs
            .filter((verb) => group.counts[verb] > 0)
            .map((verb) => (
              <span key={verb}>
                <VerbShape verb={verb} />
                {number(group.counts[verb])} {verbWords[verb]}
              </span>
            ))}
        </span>
        {group.failureText === null ? null : <span className="cause">{group.failureText}</span>}
      </>
    )}
  </div>
);
