import type { DefinitionProblem } from "@longshore/api/problem";
import { plural } from "../../lib/plural.ts";
import { StatusShape } from "../../ui/Status.tsx";

const pathText = (path: DefinitionProblem["path"]): string =>
  path.length === 0
    ? "the job"
    : path
        .map((part) => (typeof part === "number" ? `[${String(part)}]` : `.${part}`))
        .join("")
        .replace(/^\./, "");

/** Every fault at once; each leads to its place. */
export const Problems = ({
  problems,
  onGo,
}: {
  readonly problems: readonly DefinitionProblem[];
  readonly onGo: (path: DefinitionProblem["path"]) => void;
}) => (
  <section className="faults" role="alert" aria-label="Faults of the definition">
    <h2>{plural(problems.length, "fault")}, nothing was changed</h2>
    <ul>
      {problems.map((problem) => (
        <li key={pathText(problem.path) + problem.message}>
          <button
            type="button"
            onClick={() => {
              onGo(problem.path);
            }}
          >
            <StatusShape state={problem.severity === "error" ? "failed" : "degraded"} />
            <code>{pathText(problem.path)}</code>
            <span>{problem.message}</span>
          </button>
        </li>
      ))}
    </ul>
  </section>
);
