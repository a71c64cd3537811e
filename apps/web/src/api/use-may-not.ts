import { useSessionState } from "./use-session.ts";

/** Why nothing may be changed with this token, or null when it may; for lists, whose items carry no permissions of their own. */
export const useMayNot = (): string | null => {
  const state = useSessionState();
  return state.type === "signed-in" && state.session.role === "viewer"
    ? "Your token may look, but not change anything. Ask for an operator's."
    : null;
};

/** Whether the token is an administrator's. */
export const useIsAdministrator = (): boolean => {
  const state = useSessionState();
  return state.type === "signed-in" && state.session.role === "administrator";
};
