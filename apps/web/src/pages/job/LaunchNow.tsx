import { Send, Zap } from "lucide-react";
import { useState } from "react";
import type { JobDetail } from "@longshore/api/jobs";
import { useAskedLaunch, useLaunch } from "../../api/launch.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { Button } from "../../ui/Button.tsx";
import { tip } from "../../ui/tip.ts";
import { DispatchDialog } from "./DispatchDialog.tsx";
import type { Parameters } from "./dispatch-form.ts";
import { whyNot } from "./job-actions.ts";

const useLaunchKey = (label: string, why: string | null, run: () => void): void => {
  useShortcuts([
    {
      keys: "l",
      label,
      section: "This page",
      run: () => {
        if (why === null) run();
      },
    },
  ]);
};

const ByHand = ({ job }: { readonly job: JobDetail }) => {
  const launch = useLaunch(job);
  const asked = useAskedLaunch(job);
  const why = launch.isPending || asked !== null ? "Asked, not yet confirmed" : whyNot(job.can.launch);
  useLaunchKey("Launch now", why, launch.run);
  return (
    <Button {...tip("A child at once, even beside one that still runs")} disabledWhy={why} onClick={launch.run}>
      <Zap className="i s" aria-hidden="true" />
      Launch now
    </Button>
  );
};

const Dispatch = ({ job, rules }: { readonly job: JobDetail; readonly rules: Parameters }) => {
  const [open, setOpen] = useState(false);
  const why = whyNot(job.can.dispatch);
  const run = (): void => setOpen(true);
  useLaunchKey("Dispatch", why, run);
  return (
    <>
      <Button disabledWhy={why} onClick={run}>
        <Send className="i s" aria-hidden="true" />
        Dispatch…
      </Button>
      {open ? <DispatchDialog job={job} rules={rules} onClose={() => setOpen(false)} /> : null}
    </>
  );
};

/** A child now: of a schedule's job as it is, of a parameterized one with what it is given. */
export const LaunchNow = ({
  job,
  launches,
}: {
  readonly job: JobDetail;
  readonly launches: NonNullable<JobDetail["launches"]>;
}) => (launches.parameters === null ? <ByHand job={job} /> : <Dispatch job={job} rules={launches.parameters} />);
