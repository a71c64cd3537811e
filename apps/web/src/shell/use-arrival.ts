import { useEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router-dom";

/** Arriving at another page: from its top when one went there, and with the focus in it when what had the focus is gone. */
export const useArrival = (): void => {
  const { pathname } = useLocation();
  const type = useNavigationType();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    // Going back returns to where one was; the browser sees to that.
    if (type !== "POP") window.scrollTo(0, 0);
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost) document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
  }, [pathname, type]);
};
