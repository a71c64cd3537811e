import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, linter } from "@codemirror/lint";
import type { Diagnostic } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useImperativeHandle, useRef } from "react";
import type { Ref } from "react";
import type { DefinitionProblem } from "@longshore/api/problem";
import { editorTheme } from "./editor-theme.ts";
import { syntaxFaults } from "./json-context.ts";
import { completeJson, hoverJson } from "./json-hints.ts";
import { rangeOfPath } from "./json-position.ts";
import type { Schema } from "./schema.ts";

export type EditorHandle = {
  readonly focusPath: (path: DefinitionProblem["path"]) => void;
  /** Goes to the first place where the text is not JSON. */
  readonly focusFault: () => void;
};

export type JsonEditorProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly onSubmit?: () => void;
  readonly schema?: Schema | undefined;
  /** The server's complaints; they stay until the text changes. */
  readonly problems?: readonly DefinitionProblem[];
  readonly ref?: Ref<EditorHandle>;
};

const noSchema: Schema = {};

const lintOf =
  (problems: () => readonly DefinitionProblem[]) =>
  (view: EditorView): readonly Diagnostic[] => {
    const text = view.state.doc.toString();
    if (text.trim() === "") return [];
    return [
      ...syntaxFaults(view.state),
      ...problems().map((problem) => ({
        ...rangeOfPath(text, problem.path),
        severity: problem.severity,
        message: problem.message,
      })),
    ];
  };

type Latest = { readonly current: JsonEditorProps };

const writing = (latest: Latest): Extension => [
  history(),
  closeBrackets(),
  indentOnInput(),
  indentUnit.of("  "),
  autocompletion({ override: [completeJson(() => latest.current.schema ?? noSchema)] }),
  lintGutter(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  Prec.highest(
    keymap.of([
      {
        key: "Mod-Enter",
        run: () => {
          latest.current.onSubmit?.();
          return true;
        },
      },
    ]),
  ),
  keymap.of([...closeBracketsKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
  EditorView.updateListener.of((update) => {
    if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
  }),
];

const reading: Extension = [EditorState.readOnly.of(true), EditorView.editable.of(true)];

const extensions = (latest: Latest, lint: Compartment): Extension => [
  json(),
  lineNumbers(),
  codeFolding(),
  foldGutter(),
  drawSelection(),
  EditorView.lineWrapping,
  bracketMatching(),
  hoverJson(() => latest.current.schema ?? noSchema),
  latest.current.onChange === undefined ? reading : writing(latest),
  lint.of([]),
  keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
  EditorView.contentAttributes.of({ "aria-label": latest.current.label, tabindex: "0" }),
  EditorState.tabSize.of(2),
  editorTheme,
];

/**
 * A JSON editor. It lives in a shadow tree: its styles are constructed sheets there, which the Content-Security-Policy
 * allows, while the style elements that it would add to the document are not. Tab leaves it, as it leaves any field.
 */
export const JsonEditor = (props: JsonEditorProps) => {
  const { ref, value, problems } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const lint = useRef(new Compartment());
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: extensions(latest, lint.current),
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const text = view.current?.state.doc.toString();
    if (text === undefined || text === value) return;
    view.current?.dispatch({ changes: { from: 0, to: text.length, insert: value } });
  }, [value]);

  useEffect(() => {
    if (latest.current.onChange === undefined) return;
    view.current?.dispatch({
      effects: lint.current.reconfigure(
        linter(
          lintOf(() => problems ?? []),
          { delay: 250 },
        ),
      ),
    });
  }, [problems]);

  const go = (from: number): void => {
    const made = view.current;
    if (made === null) return;
    made.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    made.focus();
  };
  useImperativeHandle(ref, () => ({
    focusFault: () => {
      const state = view.current?.state;
      if (state !== undefined) go(syntaxFaults(state)[0]?.from ?? 0);
    },
    focusPath: (path) => {
      go(rangeOfPath(view.current?.state.doc.toString() ?? "", path).from);
    },
  }));

  return <div ref={host} className="editor" />;
};
