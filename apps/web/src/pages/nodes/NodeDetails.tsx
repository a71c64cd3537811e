import type { NodeDetail } from "@longshore/api/nodes";
import { plural } from "../../lib/plural.ts";
import { StatusShape } from "../../ui/Status.tsx";

type Driver = NodeDetail["drivers"][string];

const stateOf = (driver: Driver): string => (driver.healthy ? "running" : driver.detected ? "degraded" : "stopped");
const wordOf = (driver: Driver): string => (driver.healthy ? "ready" : driver.detected ? "limited" : "not there");

/** What each driver can honestly do here. */
export const Drivers = ({ node }: { readonly node: NodeDetail }) => (
  <section className="nd-sec" aria-label="Drivers">
    <h2>Drivers</h2>
    {Object.keys(node.drivers).length === 0 ? <p className="two">It reports none.</p> : null}
    <ul className="drivers">
      {Object.entries(node.drivers).map(([name, driver]) => (
        <li key={name}>
          <StatusShape state={stateOf(driver)} />
          <span className="m">{name}</span>
          <span className="two">{wordOf(driver)}</span>
          <span className="two">{driver.description}</span>
        </li>
      ))}
    </ul>
  </section>
);

/** Names and values as the node reports them: what constraints can ask for. */
export const Attributes = ({
  title,
  values,
}: {
  readonly title: string;
  readonly values: Readonly<Record<string, string>>;
}) => (
  <section className="nd-sec" aria-label={title}>
    <h2>{title}</h2>
    <details className="attrs">
      <summary>{plural(Object.keys(values).length, "value")}</summary>
      <dl>
        {Object.entries(values)
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([name, value]) => (
            <div key={name}>
              <dt className="m">{name}</dt>
              <dd className="m">{value}</dd>
            </div>
          ))}
      </dl>
    </details>
  </section>
);
