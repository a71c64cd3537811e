import { Page } from "../../shell/Page.tsx";

export const PlanPage = () => (
  <Page title="PlanPage" heading>
    …
  </Page>
);
