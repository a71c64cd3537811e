import { Page } from "../../shell/Page.tsx";

export const JobsPage = () => (
  <Page title="JobsPage" heading>
    …
  </Page>
);
