import { join } from "node:path";
import type { RequestHandler, Router } from "express";
import express from "express";
import { queryText } from "./context.ts";

const dist = join(import.meta.dirname, "../../../web/dist");

/** Looked for anew each time: the app may be built, or built again, while the server runs. */
const page: RequestHandler = (_request, response) => {
  response.set("Cache-Control", "no-cache").sendFile("index.html", { root: dist }, (fault?: Error) => {
    if (fault === undefined || response.headersSent) return;
    response.status(503).type("text/plain").send("The dashboard is not built. Start the server with npm start.\n");
  });
};

/** The web app under `/ui/`. Every address without a file of its own is a page of the app; a missing asset is not. */
export const dashboardFiles = (): Router => {
  const router = express.Router();
  router.get("/", (request, response) => {
    const query = queryText(request.originalUrl);
    response.redirect(307, query === "" ? "/ui/" : `/ui/?${query}`);
  });
  router.get("/favicon.ico", (_request, response) => response.redirect(308, "/ui/favicon.svg"));
  const files = express.static(dist, {
    index: false,
    redirect: false,
    setHeaders: (response, path) =>
      response.setHeader(
        "Cache-Control",
        path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      ),
  });
  router.use("/ui", files);
  router.use(
    "/ui/assets",
    (_request, response) => void response.status(404).type("text/plain").send("There is no such file\n"),
  );
  router.get("/ui{/*page}", page);
  return router;
};
