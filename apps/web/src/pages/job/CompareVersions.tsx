import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight, X } from "lucide-react";
import { useState } from "react";
import type { JobDetail, VersionItem } from "@longshore/api/jobs";
import { useNavigate } from "react-router-dom";
import { compareQuery } from "../../api/version-requests.ts";
import { SpecDiffView } from "../../diff/SpecDiffView.tsx";
import type { DiffMode } from "../../diff/LineDiff.tsx";
import { changedFields, diffSections } from "../../diff/spec-rows.ts";
import { plural } from "../../lib/plural.ts";
import { useIsNarrow } from "../../lib/use-media.ts";
import { versionsPath } from "../../paths.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { Button } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { versionName, versionText } from "./version-words.ts";

/** Two versions by their numbers or tags, as the address names them. */
export type Compared = { readonly from: string; readonly to: string };

type Props = {
  readonly job: JobDetail;
  readonly compared: Compared;
  /** The versions that the list shows so far. */
  readonly items: readonly VersionItem[];
};

const isCalled = (item: VersionItem, name: string): boolean => String(item.version) === name || item.tag?.name === name;

const Choice = ({
  label,
  name,
  props: { items, job },
  onChoose,
}: {
  readonly label: string;
  readonly name: string;
  readonly props: Props;
  readonly onChoose: (name: string) => void;
}) => {
  const chosen = items.find((item) => isCalled(item, name));
  return (
    <select
      className="input"
      aria-label={label}
      value={chosen === undefined ? name : versionName(chosen)}
      onChange={(event) => {
        onChoose(event.target.value);
      }}
    >
      {chosen === undefined ? <option value={name}>{/^\d+$/.test(name) ? `v${name}` : name}</option> : null}
      {items.map((item) => (
        <option key={item.version} value={versionName(item)}>
          {versionText(item, job.version)}
        </option>
      ))}
    </select>
  );
};

const Difference = ({ job, compared, mode }: Pick<Props, "job" | "compared"> & { readonly mode: DiffMode }) => {
  const { data, error, refetch } = useQuery(compareQuery(job, compared));
  if (data === undefined)
    return error === null ? <SkeletonRows rows={4} height={32} /> : <LoadFailed error={error} onRetry={refetch} />;
  const fields = changedFields(diffSections(data.diff));
  return (
    <>
      <p className="cmp-sum two" role="status">
        {fields === 0
          ? "They are defined alike."
          : `${plural(fields, "field")} ${fields === 1 ? "differs" : "differ"} from v${String(data.from)} to v${String(data.to)}.`}
      </p>
      <SpecDiffView diff={data.diff} mode={mode} />
    </>
  );
};

/** What differs between two versions; the address names them. */
export const CompareVersions = (props: Props) => {
  const { job, compared } = props;
  const navigate = useNavigate();
  const narrow = useIsNarrow();
  const [mode, setMode] = useState<DiffMode>("split");
  const go = (next: Partial<Compared>): void =>
    void navigate(versionsPath(job.namespace, job.id, { ...compared, ...next }), { replace: true });
  return (
    <section className="cmp" aria-label="Two versions compared">
      <div className="sech">
        <h2>Compare</h2>
        <Choice label="From version" name={compared.from} props={props} onChoose={(from) => go({ from })} />
        <span className="two">with</span>
        <Choice label="To version" name={compared.to} props={props} onChoose={(to) => go({ to })} />
        <Button
          icon
          variant="ghost"
          aria-label="Swap the two versions"
          onClick={() => go({ from: compared.to, to: compared.from })}
        >
          <ArrowLeftRight className="i s" aria-hidden="true" />
        </Button>
        <span className="grow" />
        {narrow ? null : (
          <Segmented
            label="Line by line"
            value={mode}
            options={[
              { value: "split", label: "Side by side" },
              { value: "inline", label: "Inline" },
            ]}
            onChange={setMode}
          />
        )}
        <Button
          icon
          variant="ghost"
          aria-label="Close the comparison"
          onClick={() => void navigate(versionsPath(job.namespace, job.id))}
        >
          <X className="i s" aria-hidden="true" />
        </Button>
      </div>
      <Difference job={job} compared={compared} mode={narrow ? "inline" : mode} />
    </section>
  );
};
