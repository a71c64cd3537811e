import { Page } from "../../shell/Page.tsx";

export const JobPage = () => (
  <Page title="JobPage" heading>
    …
  </Page>
);
