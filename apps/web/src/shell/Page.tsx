import { Fragment } from "react";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { useTitle } from "../lib/use-title.ts";
import { TopBarTools } from "./TopBarTools.tsx";
import "./top-bar.css";

export type Crumb = { readonly text: string; readonly to: string };

/**
 * A page: the top bar with the way here, then the content. `title` names the document and ends the crumbs;
 * `heading` says that the top bar's title is the page's `h1` (pages with a header of their own bring theirs).
 */
export const Page = ({
  title,
  crumbs = [],
  heading = false,
  children,
}: {
  readonly title: string;
  readonly crumbs?: readonly Crumb[];
  readonly heading?: boolean;
  readonly children: ReactNode;
}) => {
  useTitle([title, ...crumbs.map((crumb) => crumb.text).toReversed()].join(" · "));
  return (
    <>
      <header className="top">
        <nav className="crumbs" aria-label="Where you are">
          {crumbs.map((crumb) => (
            <Fragment key={crumb.to}>
              <Link to={crumb.to}>{crumb.text}</Link>
              <span className="sep" aria-hidden="true">
                /
              </span>
            </Fragment>
          ))}
          {heading ? (
            <h1>{title}</h1>
          ) : (
            <span className="ell" aria-current="page">
              {title}
            </span>
          )}
        </nav>
        <span className="grow" />
        <TopBarTools />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
};
