import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useNavigate, useParams } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { allocationQuery } from "../../api/queries.ts";
import { instanceName } from "../../lib/instance-name.ts";
import { allocationPath, jobPath, jobsPath, logsPath } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { stateText } from "../allocation/state-text.ts";
import { LogsPanel } from "./LogsPanel.tsx";
import { isNarrow, readSettings, writeSettings } from "./log-settings.ts";
import type { LogSettings } from "./log-settings.ts";

/** Browsers allow some 200 changes of the address in ten seconds; a held key makes more. */
const writeMs = 150;

/** The settings of the address. Changes show at once and reach the address a moment later. */
const useAddressSettings = (): readonly [
  LogSettings,
  (settings: LogSettings) => void,
  (path: string, query: string) => void,
] => {
  const navigate = useNavigate();
  const { pathname, search, hash } = useLocation();
  const [settings, setSettings] = useState(() => readSettings(new URLSearchParams(search), hash, isNarrow()));
  const written = useRef(search + hash);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const live = useRef(pathname);

  useEffect(() => {
    live.current = pathname;
    return () => {
      clearTimeout(timer.current);
    };
  }, [pathname]);
  useEffect(() => {
    // Somebody else changed the address: a link on the page, or the person.
    if (search + hash === written.current) return;
    written.current = search + hash;
    setSettings(readSettings(new URLSearchParams(search), hash, isNarrow()));
  }, [search, hash]);

  const change = (next: LogSettings): void => {
    setSettings(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const address = writeSettings(next, isNarrow());
      if (address.search + address.hash === written.current) return;
      written.current = address.search + address.hash;
      void navigate({ pathname: live.current, ...address }, { replace: true });
    }, writeMs);
  };
  /** To another log. What is still to be written goes to its address, not to the one that is left. */
  const leaveFor = (path: string, query: string): void => {
    live.current = path;
    void navigate(path + query, { replace: true });
  };
  return [settings, change, leaveFor];
};

export const LogsPage = () => {
  const { allocation = "", task = "", stream: given = "" } = useParams();
  const stream = given === "stderr" ? "stderr" : "stdout";
  const [settings, setSettings, leaveFor] = useAddressSettings();
  const { data: detail, error } = useQuery(allocationQuery(allocation));
  const name = detail === undefined ? allocation.slice(0, 8) : instanceName(detail);
  const { search } = writeSettings({ ...settings, range: null, wanted: null, follow: true }, isNarrow());
  const show = (nextTask: string, nextStream: "stdout" | "stderr"): void => {
    setSettings({ ...settings, range: null, wanted: null, follow: true });
    leaveFor(logsPath(allocation, nextTask, nextStream), search);
  };
  const crumbs = [
    { text: "Jobs", to: jobsPath() },
    ...(detail === undefined ? [] : [{ text: detail.jobId, to: jobPath(detail.namespace, detail.jobId) }]),
    { text: name, to: allocationPath(allocation) },
  ];
  if (detail === undefined && error !== null)
    return (
      <Page title="Logs" crumbs={crumbs} heading>
        <Empty title={wordsOf(error).title}>{wordsOf(error).detail}</Empty>
      </Page>
    );
  return (
    <Page title="Logs" crumbs={crumbs}>
      <div className="lg-page">
        <div className="lg-head">
          <h1>Logs</h1>
          {detail === undefined ? null : (
            <Link className="lg-lane" to={allocationPath(allocation)}>
              <StatusShape state={detail.state} />
              <span className="m med">{name}</span>
              <span className="meta ell">{stateText(detail)}</span>
            </Link>
          )}
          {detail !== undefined && detail.tasks.length > 1 ? (
            <Segmented
              label="Task"
              value={task}
              options={detail.tasks.map((each) => ({ value: each.name, label: each.name }))}
              onChange={(next) => show(next, stream)}
            />
          ) : (
            <span className="meta m">{task}</span>
          )}
        </div>
        <LogsPanel
          allocation={allocation}
          task={task}
          stream={stream}
          settings={settings}
          onSettings={setSettings}
          onStream={(next) => show(task, next)}
        />
      </div>
    </Page>
  );
};
