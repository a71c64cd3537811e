import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { RefObject } from "react";
import type { JobListItem } from "@longshore/api/jobs";
import { useNavigate } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { useMayNot } from "../../api/use-may-not.ts";
import { showToast } from "../../lib/toasts.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { editJobPath } from "../../paths.ts";
import type { Confirming } from "../job/ChangeDialog.tsx";
import { findLogs } from "../job/find-logs.ts";
import { confirmingOf } from "./confirming-of.ts";

export type RowActions = {
  readonly confirm: (what: Confirming) => void;
  readonly openLogs: (job: JobListItem) => void;
};

/** What can be done with a row, by its buttons and by keys. */
export const useJobActions = (
  list: RefObject<HTMLElement | null>,
  rows: readonly JobListItem[],
  confirm: (what: Confirming) => void,
): RowActions => {
  const navigate = useNavigate();
  const client = useQueryClient();
  const mayNot = useMayNot();
  const openLogs = useCallback(
    (job: JobListItem): void => {
      findLogs(client, job.namespace, job.id).then(
        (path) => {
          if (path === null) showToast({ state: "failed", text: `${job.id} has no instances yet.` });
          else void navigate(path);
        },
        (error: unknown) => {
          showToast({ state: "failed", text: wordsOf(error).title });
        },
      );
    },
    [client, navigate],
  );
  const on = (run: (job: JobListItem) => void) => (row: string) => {
    const job = rows.find((each) => `${each.namespace}/${each.id}` === row);
    if (job !== undefined) run(job);
  };
  useRowKeys(list, [
    { keys: "o", label: "Open logs", run: on(openLogs) },
    {
      keys: "p",
      label: "Plan a change",
      run: on((job) => void navigate(editJobPath(job.namespace, job.id))),
    },
    {
      keys: "s",
      label: "Stop or start",
      run: on((job) => {
        if (mayNot === null) confirm(confirmingOf(job));
      }),
    },
  ]);
  return useMemo(() => ({ confirm, openLogs }), [confirm, openLogs]);
};
