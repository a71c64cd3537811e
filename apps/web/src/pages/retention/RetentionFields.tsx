import { useId } from "react";
import { defaultRetention, type Retention } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import {
  countKeys,
  counts,
  faultOf,
  spanKeys,
  spanText,
  spans,
  units,
  type CountKey,
  type RetentionForm,
  type Span,
  type SpanKey,
} from "./retention-form.ts";

type Edit = {
  readonly form: RetentionForm;
  readonly disabled: boolean;
  readonly onForm: (form: RetentionForm) => void;
};

const defaultText = (key: keyof Retention): string =>
  key === "versions" || key === "journalEntries" ? number(defaultRetention[key]) : spanText(defaultRetention[key]);

/** What a setting means, its field, and what it is where nobody set it. */
const Field = ({
  name,
  form,
  children,
}: Pick<Edit, "form"> & {
  readonly name: SpanKey | CountKey;
  readonly children: (id: string, described: string) => React.ReactNode;
}) => {
  const id = useId();
  const { label, text } = name === "versions" || name === "journalEntries" ? counts[name] : spans[name];
  const fault = faultOf(form, name);
  return (
    <div className="ret-field">
      <div>
        <label htmlFor={id}>{label}</label>
        <p id={`${id}-text`} className="two">
          {text} By default {defaultText(name)}.
        </p>
      </div>
      <div>
        {children(id, `${id}-text ${id}-fault`)}
        <p id={`${id}-fault`} className="ret-fault" role="alert">
          {fault}
        </p>
      </div>
    </div>
  );
};

const unitOf = (name: string, forGood: boolean): Span["unit"] =>
  forGood && name === "for good" ? name : (units.find((unit) => unit.name === name)?.name ?? "hours");

const SpanField = ({ name, form, disabled, onForm }: Edit & { readonly name: SpanKey }) => {
  const span = form[name];
  const { label, forGood } = spans[name];
  const onSpan = (change: Partial<Span>): void => onForm({ ...form, [name]: { ...span, ...change } });
  return (
    <Field name={name} form={form}>
      {(id, described) => (
        <span className="ret-span">
          <input
            id={id}
            className="input"
            inputMode="numeric"
            value={span.amount}
            disabled={disabled || span.unit === "for good"}
            aria-describedby={described}
            aria-invalid={faultOf(form, name) !== null}
            onChange={(event) => onSpan({ amount: event.target.value.trim() })}
          />
          <select
            className="input"
            aria-label={`${label}: unit`}
            value={span.unit}
            disabled={disabled}
            onChange={(event) => onSpan({ unit: unitOf(event.target.value, forGood) })}
          >
            {units.map((unit) => (
              <option key={unit.name}>{unit.name}</option>
            ))}
            {forGood ? <option>for good</option> : null}
          </select>
        </span>
      )}
    </Field>
  );
};

const CountField = ({ name, form, disabled, onForm }: Edit & { readonly name: CountKey }) => (
  <Field name={name} form={form}>
    {(id, described) => (
      <input
        id={id}
        className="input"
        inputMode="numeric"
        value={form[name]}
        disabled={disabled}
        aria-describedby={described}
        aria-invalid={faultOf(form, name) !== null}
        onChange={(event) => onForm({ ...form, [name]: event.target.value.trim() })}
      />
    )}
  </Field>
);

export const RetentionFields = (edit: Edit) => (
  <>
    {spanKeys.map((name) => (name === "everyMs" ? null : <SpanField key={name} name={name} {...edit} />))}
    {countKeys.map((name) => (
      <CountField key={name} name={name} {...edit} />
    ))}
    <SpanField name="everyMs" {...edit} />
  </>
);
