import type { Change } from "@longshore/api/plans";

/**
 * Changes that were planned and not applied. They are kept in this tab's session storage, under an id that the plan's
 * address carries: a job file can be a megabyte, an address cannot.
 */
const prefix = "longshore.plan.";
const mostDrafts = 20;

const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const draftKeys = (): readonly string[] => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));

/** For drafts that storage refuses; they live as long as the page. */
const unstored = new Map<string, Change>();

const makeRoom = (): void => {
  const keys = draftKeys();
  if (keys.length >= mostDrafts) for (const key of keys) sessionStorage.removeItem(key);
};

/** Keeps a change and returns the id of its plan page. */
export const keepDraft = (change: Change): string => {
  const id = newId();
  try {
    makeRoom();
    sessionStorage.setItem(prefix + id, JSON.stringify(change));
  } catch {
    unstored.set(id, change);
  }
  return id;
};

/** Null when the draft was made in another tab, or is long gone. */
export const readDraft = (id: string): Change | null => {
  const text = sessionStorage.getItem(prefix + id);
  return text === null ? (unstored.get(id) ?? null) : (JSON.parse(text) as Change);
};

const editKey = (job: string): string => `longshore.edit.${job}`;

/** The text being edited for a job, `new` for one that does not exist yet. */
export const readEdit = (job: string): string | null => sessionStorage.getItem(editKey(job));
export const keepEdit = (job: string, text: string): void => {
  try {
    sessionStorage.setItem(editKey(job), text);
  } catch {
    // The storage is full or blocked: the text lives as long as the page.
  }
};
export const dropEdit = (job: string): void => {
  sessionStorage.removeItem(editKey(job));
};

/** Forgets what was edited of a job, whichever version it began with. */
export const dropEdits = (namespace: string, id: string): void => {
  const own = editKey(`${namespace}/${id}`);
  for (const key of Object.keys(sessionStorage))
    if (key === own || key.startsWith(`${own}@`)) sessionStorage.removeItem(key);
};
