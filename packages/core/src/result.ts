export type Ok<T> = { readonly ok: true; readonly value: T };
export type No<R> = { readonly ok: false; readonly rejection: R };
export type Result<T, R> = Ok<T> | No<R>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const no = <R>(rejection: R): No<R> => ({ ok: false, rejection });
