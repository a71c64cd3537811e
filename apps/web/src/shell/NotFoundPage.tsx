import { Compass } from "lucide-react";
import { Link } from "react-router-dom";
import { jobsPath } from "../paths.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Page } from "./Page.tsx";

export const NotFoundPage = () => (
  <Page title="Not found" heading>
    <Empty
      icon={<Compass className="i" aria-hidden="true" />}
      title="There is no such page"
      actions={
        <Link className={buttonClass()} to={jobsPath()}>
          Go to jobs
        </Link>
      }
    >
      <code>{location.pathname}</code> leads nowhere. The link may be from another version.
    </Empty>
  </Page>
);
