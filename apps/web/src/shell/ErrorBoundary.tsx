import { Component } from "react";
import type { ReactNode } from "react";
import { wordsOf } from "../api/errors.ts";
import type { ErrorWords } from "../api/errors.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNote } from "../ui/ErrorNote.tsx";

type Props = {
  readonly children: ReactNode;
  /** Another place has another chance: an error is forgotten when this changes. */
  readonly place: string;
};
type State = { readonly error: unknown; readonly place: string };

/** Every engine words it differently; all of them name the module or the sheet. */
const isMissingCode = (error: unknown): boolean =>
  error instanceof Error && /imported module|module script|preload CSS/i.test(error.message);

const words = (error: unknown): ErrorWords =>
  isMissingCode(error)
    ? {
        title: "The code of this page did not load",
        detail: "The server may be away, or has a newer version of the dashboard since this tab was opened.",
        requestId: null,
      }
    : wordsOf(error);

/** Catches what a page throws; React offers this to classes only. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.place === state.place ? null : { error: null, place: props.place };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    const { title, detail, requestId } = words(this.state.error);
    return (
      <main id="main" className="pad">
        <ErrorNote
          title={title}
          detail={detail}
          requestId={requestId}
          actions={<Button onClick={() => location.reload()}>Reload</Button>}
        />
      </main>
    );
  }
}
