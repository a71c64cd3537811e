import { useActionState } from "react";
import { isKind, wordsOf } from "../../api/errors.ts";
import { signIn } from "../../api/start-session.ts";
import { useTitle } from "../../lib/use-title.ts";
import { Brand } from "../../shell/Brand.tsx";
import { ThemeButton } from "../../shell/TopBarTools.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import type { ErrorWords } from "../../api/errors.ts";
import "./sign-in.css";

const failure = (error: unknown): ErrorWords =>
  isKind(error, "unauthenticated")
    ? {
        title: "This token is not known here",
        detail: "It may have been deleted, or belong to another server.",
        requestId: null,
      }
    : wordsOf(error);

const submit = async (_: ErrorWords | null, form: FormData): Promise<ErrorWords | null> => {
  const token = form.get("token");
  try {
    await signIn(typeof token === "string" ? token.trim() : "");
    return null;
  } catch (error) {
    return failure(error);
  }
};

/** A name field beside the token lets password managers keep both. */
export const SignInPage = () => {
  useTitle("Sign in");
  const [failed, action, pending] = useActionState(submit, null);
  return (
    <main className="signin" id="main">
      <div className="signin-theme">
        <ThemeButton />
      </div>
      <form action={action}>
        <h1>
          <Brand /> Longshore
        </h1>
        <p className="two">Paste a token, or open the sign-in link that the server printed when it started.</p>
        <input
          className="vh"
          type="text"
          name="username"
          autoComplete="username"
          defaultValue="longshore"
          tabIndex={-1}
          aria-hidden="true"
          readOnly
        />
        <label className="field">
          <span>Token</span>
          <input
            className="input"
            type="password"
            name="token"
            autoComplete="current-password"
            required
            maxLength={200}
            // The only thing to do on this page.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            spellCheck={false}
            aria-invalid={failed !== null}
          />
        </label>
        {failed === null ? null : (
          <ErrorNote title={failed.title} detail={failed.detail} requestId={failed.requestId} />
        )}
        <Button type="submit" variant="primary" disabledWhy={pending ? "Signing in" : null}>
          Sign in
        </Button>
      </form>
    </main>
  );
};
