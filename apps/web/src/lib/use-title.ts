import { useEffect } from "react";

/** Names the document after the page. */
export const useTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · Longshore`;
  }, [title]);
};
