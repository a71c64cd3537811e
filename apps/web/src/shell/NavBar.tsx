import {
  Activity,
  Archive,
  CircleHelp,
  GitCompareArrows,
  KeyRound,
  Layers,
  LogOut,
  Plus,
  ScrollText,
  Server,
  SlidersHorizontal,
} from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router-dom";
import { signOut } from "../api/start-session.ts";
import { useIsAdministrator } from "../api/use-may-not.ts";
import { useSessionState } from "../api/use-session.ts";
import {
  auditPath,
  evaluationsPath,
  jobsPath,
  newJobPath,
  nodesPath,
  plansPath,
  retentionPath,
  schedulerPath,
} from "../paths.ts";
import { Menu } from "../ui/Menu.tsx";
import { Brand } from "./Brand.tsx";
import "./nav-bar.css";

const Item = ({
  to,
  icon,
  isWide = false,
  children,
}: {
  readonly to: string;
  readonly icon: ReactNode;
  /** Left out where the bar is narrow: another page leads there. */
  readonly isWide?: boolean;
  readonly children: string;
}) => {
  const { pathname } = useLocation();
  const isNew = pathname === newJobPath();
  const current = to === newJobPath() || isNew ? to === pathname : pathname.startsWith(to);
  return (
    <li className={isWide ? "wide" : undefined}>
      <Link to={to} aria-label={children} aria-current={current ? "page" : undefined}>
        {icon}
        <span className="t">{children}</span>
      </Link>
    </li>
  );
};

const Account = () => {
  const state = useSessionState();
  if (state.type !== "signed-in") return null;
  const { session } = state;
  return (
    <Menu
      trigger={
        <button type="button" className="navbtn" aria-label={`${session.name} ${session.role}: account`}>
          <KeyRound className="i" aria-hidden="true" />
          <span className="t ell">{session.name}</span>
        </button>
      }
      items={[
        { label: session.name, hint: session.role, onSelect: () => undefined, disabled: true },
        { label: `Longshore ${session.version}`, onSelect: () => undefined, disabled: true },
        {
          label: (
            <span className="row">
              <LogOut className="i s" aria-hidden="true" /> Sign out
            </span>
          ),
          onSelect: () => void signOut(),
        },
      ]}
    />
  );
};

export const NavBar = ({ onHelp }: { readonly onHelp: () => void }) => {
  const isAdministrator = useIsAdministrator();
  return (
    <nav className="nav" aria-label="Main">
      <Link className="brand" to={jobsPath()} aria-label="Longshore">
        <Brand />
        <span className="t">Longshore</span>
      </Link>
      <ul>
        <Item to={jobsPath()} icon={<Layers className="i" aria-hidden="true" />}>
          Jobs
        </Item>
        <Item to={plansPath()} icon={<GitCompareArrows className="i" aria-hidden="true" />}>
          Plans
        </Item>
        <Item to={nodesPath()} icon={<Server className="i" aria-hidden="true" />}>
          Nodes
        </Item>
        <Item to={evaluationsPath()} icon={<Activity className="i" aria-hidden="true" />}>
          Evaluations
        </Item>
        <Item to={schedulerPath()} isWide icon={<SlidersHorizontal className="i" aria-hidden="true" />}>
          Scheduler
        </Item>
        {isAdministrator ? (
          <>
            <Item to={retentionPath()} isWide icon={<Archive className="i" aria-hidden="true" />}>
              Retention
            </Item>
            <Item to={auditPath()} isWide icon={<ScrollText className="i" aria-hidden="true" />}>
              Audit
            </Item>
          </>
        ) : null}
        <Item to={newJobPath()} icon={<Plus className="i" aria-hidden="true" />}>
          New job
        </Item>
      </ul>
      <span className="grow" />
      <ul>
        <li>
          <button type="button" className="navbtn" aria-label="Help and shortcuts" onClick={onHelp}>
            <CircleHelp className="i" aria-hidden="true" />
            <span className="t">Help and shortcuts</span>
            <span className="n">?</span>
          </button>
        </li>
        <li>
          <Account />
        </li>
      </ul>
    </nav>
  );
};
