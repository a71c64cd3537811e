import { Page } from "../../shell/Page.tsx";

export const AllocationPage = () => (
  <Page title="AllocationPage" heading>
    …
  </Page>
);
