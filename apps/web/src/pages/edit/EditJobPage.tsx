import { Page } from "../../shell/Page.tsx";

export const EditJobPage = () => (
  <Page title="EditJobPage" heading>
    …
  </Page>
);
