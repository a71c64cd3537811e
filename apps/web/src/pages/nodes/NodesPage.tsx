import { Page } from "../../shell/Page.tsx";

export const NodesPage = () => (
  <Page title="NodesPage" heading>
    …
  </Page>
);
