import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { BrowserRouter } from "react-router-dom";
import { startLive } from "./api/live.ts";
import { createQueryClient, invalidateLive } from "./api/query-client.ts";
import { useSessionState } from "./api/use-session.ts";
import { SignInPage } from "./pages/signin/SignInPage.tsx";
import { AppRoutes } from "./routes.tsx";
import { TipLayer } from "./ui/TipLayer.tsx";

/** Signed out, every address shows the sign-in page; signing in shows the page that was asked for. */
const Signed = () => {
  const state = useSessionState();
  const signedIn = state.type === "signed-in";
  useEffect(() => {
    if (signedIn) startLive();
  }, [signedIn]);
  return signedIn ? <AppRoutes /> : <SignInPage />;
};

export const App = () => {
  const [client] = useState(createQueryClient);
  useEffect(() => invalidateLive(client), [client]);
  return (
    // The Content-Security-Policy forbids the style elements that the widgets would add.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <BrowserRouter basename="/ui">
          <Signed />
        </BrowserRouter>
        <TipLayer />
      </QueryClientProvider>
    </CSPProvider>
  );
};
