import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { useNeedsApproval } from "../../api/namespace-rules.ts";
import { definitionQuery } from "../../api/queries.ts";
import { jobPath, jobsPath } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { EditJob } from "./EditJob.tsx";
import "./edit.css";

/** `Based on version 3, golden`. */
const basisOf = (name: string, version: number): string =>
  `Based on version ${String(version)}${name === String(version) ? "" : `, ${name}`}, and planned against the present one`;

const Existing = ({
  namespace,
  id,
  version,
}: {
  readonly namespace: string;
  readonly id: string;
  /** Its number or its tag; undefined: the newest one. */
  readonly version: string | undefined;
}) => {
  // The text that one edits must not change underneath: later changes of the job show as a stale plan.
  const { data, error, refetch } = useQuery({
    ...definitionQuery(namespace, id, version),
    staleTime: 0,
    refetchOnMount: "always",
  });
  const needsApproval = useNeedsApproval(namespace, "register");
  if (data === undefined) {
    if (error === null) return <SkeletonRows rows={16} height={20} />;
    const words = wordsOf(error);
    return (
      <div className="pad">
        <ErrorNote
          title={words.title}
          detail={words.detail}
          requestId={words.requestId}
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      </div>
    );
  }
  return (
    <EditJob
      key={`${namespace}/${id}/${String(version)}`}
      draftKey={`${namespace}/${id}${version === undefined ? "" : `@${version}`}`}
      original={`${JSON.stringify(data.definition, null, 2)}\n`}
      title={id}
      basis={`${version === undefined ? `Based on v${String(data.version)}` : basisOf(version, data.version)}${needsApproval ? "; the plan needs somebody else's approval in this namespace" : ""}`}
    />
  );
};

/** A new job, or a change of one: the text, then its plan. */
export const EditJobPage = () => {
  const { namespace, job } = useParams();
  const [params] = useSearchParams();
  const version = params.get("version");
  const isNew = namespace === undefined || job === undefined;
  return (
    <Page
      title={isNew ? "New job" : "Plan a change"}
      crumbs={[{ text: "Jobs", to: jobsPath() }, ...(isNew ? [] : [{ text: job, to: jobPath(namespace, job) }])]}
    >
      {isNew ? (
        <EditJob draftKey="new" original={null} title="New job" basis="A Nomad job specification in JSON" />
      ) : (
        <Existing namespace={namespace} id={job} version={version === null || version === "" ? undefined : version} />
      )}
    </Page>
  );
};
