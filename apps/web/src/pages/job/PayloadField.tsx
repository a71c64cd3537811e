import { FileUp } from "lucide-react";
import { useId, useRef } from "react";
import { Button } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { mostPayload, payloadSize, sizeText, type DispatchForm } from "./dispatch-form.ts";

type Props = { readonly form: DispatchForm; readonly onForm: (change: Partial<DispatchForm>) => void };

/** A file that is too large is not read. */
const readFile = async (file: File): Promise<NonNullable<DispatchForm["file"]>> => ({
  name: file.name,
  size: file.size,
  bytes: file.size > mostPayload ? null : new Uint8Array(await file.arrayBuffer()),
});

const FromFile = ({ form, onForm }: Props) => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="dsp-file">
      <Button onClick={() => input.current?.click()}>
        <FileUp className="i s" aria-hidden="true" />
        {form.file === null ? "Choose a file" : "Choose another file"}
      </Button>
      <span className="m ell">{form.file?.name ?? ""}</span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="The payload's file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void readFile(file).then((read) => onForm({ file: read }));
        }}
      />
    </div>
  );
};

/** What the child finds in its payload's file: a text, or a file as it is. */
export const PayloadField = ({ form, onForm, rule }: Props & { readonly rule: string }) => {
  const id = useId();
  const size = payloadSize(form);
  const isTooLarge = size !== null && size > mostPayload;
  return (
    <div className="dsp-payload">
      <div className="row">
        {form.source === "text" ? (
          <label htmlFor={id}>Payload, {rule}</label>
        ) : (
          <span className="dsp-label">Payload, {rule}</span>
        )}
        <span className="grow" />
        <Segmented
          label="The payload is"
          value={form.source}
          options={[
            { value: "text", label: "Text" },
            { value: "file", label: "A file" },
          ]}
          onChange={(source) => onForm({ source })}
        />
      </div>
      {form.source === "file" ? (
        <FromFile form={form} onForm={onForm} />
      ) : (
        <textarea
          id={id}
          className="input m"
          rows={5}
          spellCheck={false}
          value={form.text}
          aria-invalid={isTooLarge}
          aria-describedby={`${id}-size`}
          onChange={(event) => onForm({ text: event.target.value })}
        />
      )}
      <span id={`${id}-size`} className={isTooLarge ? "dsp-over" : "meta"} role={isTooLarge ? "alert" : undefined}>
        {isTooLarge ? <StatusShape state="failed" /> : null}
        {sizeText(size)}
        {isTooLarge ? ": too large" : ""}
      </span>
    </div>
  );
};
