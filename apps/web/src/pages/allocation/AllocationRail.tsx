import type { AllocationDetail } from "@longshore/api/allocations";
import { runsPerNode } from "@longshore/core/model";
import { Fragment } from "react";
import { Link } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { allocationPath, evaluationPath, jobPath, nodePath } from "../../paths.ts";
import { CopyText } from "../../ui/CopyText.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { Time } from "../../ui/Time.tsx";
import { WhyHere } from "./WhyHere.tsx";

const Other = ({ id }: { readonly id: string | null }) =>
  id === null ? (
    <>none</>
  ) : (
    <Link className="link m" to={allocationPath(id)}>
      {id.slice(0, 8)}
    </Link>
  );

const Resources = ({ detail }: { readonly detail: AllocationDetail }) => (
  <section>
    <h2>Reserved</h2>
    <dl className="kv">
      <dt>CPU</dt>
      <dd>{number(detail.resources.cpuMhz)} MHz</dd>
      <dt>Memory</dt>
      <dd>{number(detail.resources.memoryMb)} MiB</dd>
      <dt>Disk</dt>
      <dd>{number(detail.resources.diskMb)} MiB</dd>
    </dl>
  </section>
);

const Ports = ({ detail }: { readonly detail: AllocationDetail }) =>
  detail.ports.length === 0 ? null : (
    <section>
      <h2>Ports</h2>
      <dl className="kv">
        {detail.ports.map(({ label, value, to }) => (
          <Fragment key={label}>
            <dt className="m">{label}</dt>
            <dd className="m">
              {value}
              {to > 0 && to !== value ? ` to ${String(to)} inside` : ""}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );

const Life = ({ detail }: { readonly detail: AllocationDetail }) => (
  <section>
    <h2>Life</h2>
    <dl className="kv">
      <dt>Placed</dt>
      <dd>
        <Time at={detail.createdAt} />
      </dd>
      <dt>Ran</dt>
      <dd>{detail.startedAt === null ? "not yet" : <Duration from={detail.startedAt} to={detail.finishedAt} />}</dd>
      <dt>Replaces</dt>
      <dd>
        <Other id={detail.previousId} />
      </dd>
      <dt>Replaced by</dt>
      <dd>
        <Other id={detail.nextId} />
      </dd>
      <dt>Evaluation</dt>
      <dd>
        {detail.evaluationId === null ? (
          "gone"
        ) : (
          <Link className="link m" to={evaluationPath(detail.evaluationId)}>
            {detail.evaluationId.slice(0, 8)}
          </Link>
        )}
      </dd>
      {detail.expiresAt === null ? null : (
        <>
          <dt>Runs until</dt>
          <dd>
            <Time at={detail.expiresAt} />
          </dd>
        </>
      )}
      <dt>Index</dt>
      <dd className="m">
        {number(detail.createIndex)} to {number(detail.modifyIndex)}
      </dd>
    </dl>
  </section>
);

/** The facts beside the tasks. */
export const AllocationRail = ({ detail }: { readonly detail: AllocationDetail }) => (
  <aside className="al-rail" aria-label="Facts">
    <section>
      <h2>Facts</h2>
      <dl className="kv">
        <dt>Id</dt>
        <dd>
          <CopyText text={detail.id} />
        </dd>
        <dt>Job</dt>
        <dd>
          <Link className="link" to={jobPath(detail.namespace, detail.jobId)}>
            {detail.jobId}
          </Link>
        </dd>
        <dt>Namespace</dt>
        <dd>{detail.namespace}</dd>
        <dt>Group</dt>
        <dd>
          {detail.group}, {runsPerNode(detail.jobType) ? "one per node" : `instance ${String(detail.index)}`}
        </dd>
        <dt>Version</dt>
        <dd>
          <Link className="link m" to={jobPath(detail.namespace, detail.jobId, "versions")}>
            v{detail.version}
          </Link>
        </dd>
        <dt>Node</dt>
        <dd>
          {detail.nodeName === "" ? (
            "removed"
          ) : (
            <Link className="link m" to={nodePath(detail.nodeId)}>
              {detail.nodeName}
            </Link>
          )}
        </dd>
        <dt>Wanted</dt>
        <dd>{detail.desired}</dd>
      </dl>
    </section>
    <WhyHere detail={detail} />
    <Resources detail={detail} />
    <Ports detail={detail} />
    <Life detail={detail} />
  </aside>
);
