import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '../cx';
import styles from './Field.module.css';

interface Labelled {
  label: string;
  /** What helps before a mistake. */
  hint?: ReactNode;
  /** What was wrong, in a plain sentence; replaces the hint. */
  error?: string | undefined;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean;
}

function Frame({
  id,
  label,
  hint,
  error,
  hideLabel,
  children,
}: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={hideLabel ? 'visually-hidden' : styles.label} htmlFor={id}>
        {label}
      </label>
      {children}
      {error ? (
        <p className={styles.error} id={`${id}-note`} role="alert">
          {error}
        </p>
      ) : (
        hint && (
          <p className={styles.hint} id={`${id}-note`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: Labelled) => ({
  id,
  'aria-invalid': error ? (true as const) : undefined,
  'aria-describedby': hint || error ? `${id}-note` : undefined,
});

export function Field({
  label,
  hint,
  error,
  hideLabel,
  className,
  ...input
}: Labelled & ComponentProps<'input'>) {
  const id = useId();
  const frame = { label, hint, error, hideLabel };
  return (
    <Frame id={id} {...frame}>
      <input
        autoComplete="off"
        {...input}
        {...described(id, frame)}
        className={cx(styles.input, className)}
      />
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  hideLabel,
  className,
  ...input
}: Labelled & ComponentProps<'textarea'>) {
  const id = useId();
  const frame = { label, hint, error, hideLabel };
  return (
    <Frame id={id} {...frame}>
      <textarea
        rows={2}
        {...input}
        {...described(id, frame)}
        className={cx(styles.input, styles.area, className)}
      />
    </Frame>
  );
}

interface Choice<V extends string> {
  value: V;
  label: string;
  hint?: string;
  icon?: ReactNode;
}

/** One of a few, each a card with its own sentence. */
export function Choices<V extends string>({
  label,
  name,
  value,
  options,
  onChange,
}: {
  label: string;
  name: string;
  value: V;
  options: Choice<V>[];
  onChange: (value: V) => void;
}) {
  const id = useId();
  return (
    <fieldset className={styles.field}>
      <legend className={styles.label}>{label}</legend>
      <div className={styles.choices}>
        {options.map((option) => (
          <label key={option.value} className={styles.choice}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              aria-labelledby={`${id}-${option.value}`}
              aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
            />
            {option.icon}
            <span className={styles.choiceText}>
              <span id={`${id}-${option.value}`}>{option.label}</span>
              {option.hint && (
                <span className={styles.hint} id={`${id}-${option.value}-hint`}>
                  {option.hint}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What went wrong with the whole form. */
export function FormError({ children }: { children: ReactNode }) {
  return children ? (
    <p className={styles.formError} role="alert">
      {children}
    </p>
  ) : null;
}
