import { useEffect, useState } from "react";
import { dropEdit, keepEdit, readEdit } from "../../lib/drafts.ts";

const keepAfterMs = 300;

/** The text being edited, kept in this tab so that neither a reload nor the way to the plan and back loses it. */
export const useJobText = (draftKey: string, original: string) => {
  const [text, setText] = useState(() => readEdit(draftKey) ?? original);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text === original) dropEdit(draftKey);
      else keepEdit(draftKey, text);
    }, keepAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [draftKey, original, text]);
  return { text, setText, isChanged: text !== original };
};
