import { Page } from "../../shell/Page.tsx";

export const LogsPage = () => (
  <Page title="LogsPage" heading>
    …
  </Page>
);
