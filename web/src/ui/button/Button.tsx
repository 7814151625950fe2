import type { ComponentProps } from 'react';
import { cx } from '../cx';
import { Spinner } from '../icons';
import styles from './Button.module.css';

type Look = 'main' | 'quiet' | 'plain' | 'danger';

interface ButtonProps extends ComponentProps<'button'> {
  look?: Look;
  /** Work is under way: the button keeps its place and name, says so, and takes no second press. */
  busy?: boolean;
  wide?: boolean;
}

export function Button({
  look = 'quiet',
  busy = false,
  wide = false,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={cx(styles.button, styles[look], wide && styles.wide, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <Spinner className={styles.spinner} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** The accessible name, also shown as a tooltip. */
  label: string;
  on?: boolean;
  size?: 's' | 'm' | 'l';
}

export function IconButton({
  label,
  on = false,
  size = 'm',
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      data-tip={label}
      className={cx(styles.icon, styles[size], on && styles.on, className)}
    />
  );
}
