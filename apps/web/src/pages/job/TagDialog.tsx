import { useState } from "react";
import type { JobDetail, VersionItem } from "@longshore/api/jobs";
import { useTag, useUntag } from "../../api/version-requests.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { mostDescription, mostTag, tagFault } from "./version-words.ts";
import "./tag-dialog.css";

type Words = { readonly name: string; readonly description: string };

const Fields = ({ words, onWords }: { readonly words: Words; readonly onWords: (words: Words) => void }) => {
  const fault = words.name === "" ? null : tagFault(words.name);
  return (
    <>
      <label className="field">
        <span>Tag, one word</span>
        <input
          className="input m"
          value={words.name}
          maxLength={mostTag}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={fault !== null}
          onChange={(event) => onWords({ ...words, name: event.target.value.trimStart() })}
        />
      </label>
      {fault === null ? null : (
        <p className="tag-fault" role="alert">
          {fault}
        </p>
      )}
      <label className="field">
        <span>Description, optional</span>
        <textarea
          className="input"
          rows={3}
          value={words.description}
          maxLength={mostDescription}
          onChange={(event) => onWords({ ...words, description: event.target.value })}
        />
      </label>
    </>
  );
};

const useTagging = (job: JobDetail, item: VersionItem, words: Words) => {
  const tag = useTag(job);
  const untag = useUntag(job);
  const { tag: before, version } = item;
  const isSame = before !== null && words.name === before.name && words.description === before.description;
  const sent = tag.isPending || untag.isPending ? "Sent, waiting for the server" : null;
  return {
    error: tag.error ?? untag.error,
    sent,
    why: sent ?? tagFault(words.name) ?? (isSame ? "Nothing is changed" : null),
    save: (onSuccess: () => void) =>
      tag.mutate({ tag: words.name, version, description: words.description }, { onSuccess }),
    remove: (onSuccess: () => void) => {
      if (before !== null) untag.mutate(before.name, { onSuccess });
    },
  };
};

/** Gives a version a name and says why, changes it, or takes it away. */
export const TagDialog = ({
  job,
  item,
  onClose,
}: {
  readonly job: JobDetail;
  readonly item: VersionItem;
  readonly onClose: () => void;
}) => {
  const isTagged = item.tag !== null;
  const [words, setWords] = useState<Words>({
    name: item.tag?.name ?? "",
    description: item.tag?.description ?? "",
  });
  const tagging = useTagging(job, item, words);
  const save = (): void => {
    if (tagging.why === null) tagging.save(onClose);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={isTagged ? `The tag of version ${String(item.version)}` : `Tag version ${String(item.version)}`}
      description="A version with a tag is kept for good. Plans, addresses and Nomad’s clients may call it by its tag."
      footer={
        <>
          {isTagged ? (
            <>
              <Button variant="danger" disabledWhy={tagging.sent} onClick={() => tagging.remove(onClose)}>
                Take it away
              </Button>
              <span className="grow" />
            </>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabledWhy={tagging.why} onClick={save}>
            {isTagged ? "Change" : "Tag"}
          </Button>
        </>
      }
    >
      <form
        className="tagging"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Fields words={words} onWords={setWords} />
        {/* Enter in the name sends the form. */}
        <button type="submit" hidden>
          Tag
        </button>
        <MutationError error={tagging.error} />
      </form>
    </Dialog>
  );
};
