import { ListFilter } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useShortcuts } from "../lib/use-shortcuts.ts";
import "./filter.css";

const typingMs = 180;

/** What is typed shows at once and filters a moment later. A filter that came by another way, such as Back, replaces what was typed. */
const useTypedText = (given: string, onChange: (text: string) => void) => {
  const [typed, setTyped] = useState({ base: given, text: given });
  if (typed.base !== given) setTyped({ base: given, text: given });
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  useEffect(() => {
    if (typed.text === typed.base) return;
    const timer = setTimeout(() => change.current(typed.text), typingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return [typed.text, (text: string) => setTyped({ base: given, text })] as const;
};

/** The words of a list's filter; `/` leads there, Escape empties it. */
export const TextFilter = ({
  label,
  placeholder,
  text: given,
  onChange,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}) => {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useTypedText(given, onChange);
  useShortcuts([{ keys: "/", label: "Filter", section: "Lists", run: () => input.current?.focus() }]);
  return (
    <label className="q">
      <ListFilter className="i s" aria-hidden="true" />
      <span className="vh">{label}</span>
      <input
        ref={input}
        type="text"
        value={text}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        onChange={(event) => {
          setText(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            if (text === "") input.current?.blur();
            else setText("");
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
};
