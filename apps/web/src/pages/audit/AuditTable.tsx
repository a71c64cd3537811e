import { Link } from "react-router-dom";
import { auditPath } from "../../paths.ts";
import { CopyText } from "../../ui/CopyText.tsx";
import { Time } from "../../ui/Time.tsx";
import { tip } from "../../ui/tip.ts";
import { OriginIcon, doorText } from "../jobs/OriginText.tsx";
import { actionText, objectOf, planOf, type AuditItem, type AuditObject } from "./audit-words.ts";
import "../../ui/list.css";
import "./audit-table.css";

const Linked = ({ object }: { readonly object: AuditObject }) =>
  object.to === null ? (
    <span className="m">{object.text}</span>
  ) : (
    <Link className="link m" to={object.to}>
      {object.text}
    </Link>
  );

/** `registered web`; of one job only what was done to it. */
const What = ({ item, whole }: { readonly item: AuditItem; readonly whole: boolean }) => {
  const object = objectOf(item);
  const isJob = object !== null && object.text === item.job;
  return (
    <>
      <span {...tip(item.action)}>{actionText(item.action)}</span>{" "}
      {object === null ? null : isJob && !whole ? "it" : <Linked object={object} />}
      {whole && !isJob && item.job !== null && item.namespace !== null ? ` of ${item.job}` : ""}
      {whole && item.namespace !== null && item.namespace !== "default" ? (
        <span className="meta">{item.namespace}</span>
      ) : null}
    </>
  );
};

const Row = ({ item, whole }: { readonly item: AuditItem; readonly whole: boolean }) => {
  const plan = planOf(item);
  return (
    <tr>
      <td className="au-who">
        <span className="au-name">
          <OriginIcon door={item.door} />
          {whole ? (
            <Link
              className="name ell"
              data-row={String(item.index)}
              to={auditPath({ who: item.who })}
              {...tip(item.who)}
            >
              {item.who}
            </Link>
          ) : (
            <span className="med ell" {...tip(item.who)}>
              {item.who}
            </span>
          )}
        </span>
      </td>
      <td className="au-what">
        <What item={item} whole={whole} />
      </td>
      <td className="au-at dim">
        <Time at={item.at} />
      </td>
      <td className="au-door dim ell">{doorText(item.door)}</td>
      <td className="au-plan dim">{plan === null ? "" : <Linked object={plan} />}</td>
      <td className="au-address m dim ell">{item.address ?? ""}</td>
      <td className="au-request dim">{item.requestId === null ? null : <CopyText text={item.requestId} keep={6} />}</td>
    </tr>
  );
};

const heads = [
  ["au-who", "Who"],
  ["au-what", "What"],
  ["au-at", "When"],
  ["au-door", "Through"],
  ["au-plan", "From plan"],
  ["au-address", "Address"],
  ["au-request", "Request"],
] as const;

/** What was asked for, newest first. */
export const AuditTable = ({
  items,
  whole = false,
}: {
  readonly items: readonly AuditItem[];
  /** Of all jobs: each row says of which, and its person leads to what else they asked for. */
  readonly whole?: boolean;
}) => (
  <table className="lst audit" aria-label="Activity">
    <thead>
      <tr>
        {heads.map(([name, text]) => (
          <th key={name} scope="col" className={name}>
            {text}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {items.map((item, at) => (
        // Several things may be asked for at one index.
        // oxlint-disable-next-line react/no-array-index-key
        <Row key={`${String(item.index)} ${String(at)}`} item={item} whole={whole} />
      ))}
    </tbody>
  </table>
);
