import { Component } from "react";
import type { ReactNode } from "react";
import { wordsOf } from "../api/errors.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNote } from "../ui/ErrorNote.tsx";

type State = { readonly error: unknown };

/** Catches what a page throws; React offers this to classes only. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    const words = wordsOf(this.state.error);
    return (
      <main id="main" className="pad">
        <ErrorNote
          title={words.title}
          detail={words.detail}
          requestId={words.requestId}
          actions={<Button onClick={() => location.reload()}>Reload</Button>}
        />
      </main>
    );
  }
}
