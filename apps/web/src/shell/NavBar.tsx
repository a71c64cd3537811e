import { CircleHelp, KeyRound, Layers, LogOut, Plus, Server } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router-dom";
import { signOut } from "../api/start-session.ts";
import { useSessionState } from "../api/use-session.ts";
import { jobsPath, newJobPath, nodesPath } from "../paths.ts";
import { Menu } from "../ui/Menu.tsx";
import { Brand } from "./Brand.tsx";

const Item = ({ to, icon, children }: { readonly to: string; readonly icon: ReactNode; readonly children: string }) => {
  const { pathname } = useLocation();
  const isNew = pathname === newJobPath();
  const current = to === newJobPath() || isNew ? to === pathname : pathname.startsWith(to);
  return (
    <li>
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
          <span className="n">{session.role}</span>
        </button>
      }
      items={[
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

export const NavBar = ({ onHelp }: { readonly onHelp: () => void }) => (
  <nav className="nav" aria-label="Main">
    <Link className="brand" to={jobsPath()} aria-label="Longshore">
      <Brand />
      <span className="t">Longshore</span>
    </Link>
    <ul>
      <Item to={jobsPath()} icon={<Layers className="i" aria-hidden="true" />}>
        Jobs
      </Item>
      <Item to={nodesPath()} icon={<Server className="i" aria-hidden="true" />}>
        Nodes
      </Item>
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
