import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Colours are the tokens: custom properties reach into the shadow tree, so both themes come for free. */
const look = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--surface)", color: "var(--fg)", font: "var(--text-mono)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "var(--text-mono)", lineHeight: "20px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--fg)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--fg-3)", border: "none", paddingLeft: "6px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in oklab, var(--hover) 60%, transparent)" },
  ".cm-activeLineGutter": { color: "var(--fg)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    backgroundColor: "var(--accent-line) !important",
  },
  ".cm-cursor": { borderLeftColor: "var(--fg)", borderLeftWidth: "2px" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--active)",
    outline: "1px solid var(--line-control)",
  },
  ".cm-foldPlaceholder": { background: "var(--active)", border: "none", color: "var(--fg-2)", padding: "0 6px" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--fg)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-m)",
    boxShadow: "0 8px 24px -6px var(--shadow)",
    font: "var(--text-meta)",
  },
  ".cm-hint, .cm-completionInfo": { padding: "6px 10px !important", maxWidth: "360px", font: "var(--text-meta)" },
  ".cm-hint-type": { color: "var(--fg-2)", fontFamily: "var(--font-mono)", marginBottom: "2px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "var(--text-mono)", maxHeight: "15em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--active)", color: "var(--fg)" },
  ".cm-completionDetail": { color: "var(--fg-3)", fontStyle: "normal", marginLeft: "1.5em" },
  ".cm-completionIcon": { display: "none" },
  ".cm-diagnostic": { padding: "5px 10px", borderLeft: "none" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--status-failed-fg)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--status-degraded-fg)",
    textUnderlineOffset: "3px",
  },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--fg)", borderColor: "var(--line)" },
  ".cm-panel input, .cm-panel button": {
    font: "var(--text-meta)",
    color: "var(--fg)",
    background: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
  },
  ".cm-panel label": { font: "var(--text-meta)" },
  ".cm-searchMatch": { backgroundColor: "var(--mark)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--mark-now)", color: "var(--on-mark-now)" },
});

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--fg)", fontWeight: "500" },
  { tag: tags.string, color: "var(--ansi-green)" },
  { tag: tags.number, color: "var(--ansi-blue)" },
  { tag: [tags.bool, tags.null], color: "var(--ansi-magenta)" },
  { tag: [tags.separator, tags.brace, tags.squareBracket], color: "var(--fg-3)" },
]);

export const editorTheme: Extension = [look, syntaxHighlighting(highlight)];
