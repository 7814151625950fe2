import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { cx } from '../cx';
import { Check } from '../icons';
import styles from './Menu.module.css';

/** A button that opens a list of actions. `trigger` is the button and carries the accessible name. */
export function Menu({
  trigger,
  side = 'bottom',
  align = 'end',
  defaultOpen = false,
  children,
}: {
  trigger: ReactElement;
  side?: 'top' | 'bottom';
  align?: 'start' | 'end';
  defaultOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Root modal={false} defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
        >
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A menu beside an element that is not its trigger in React's tree: it can outlive the row that it belongs to. */
export function MenuAt({
  open,
  anchor,
  label,
  onClose,
  finalFocus,
  children,
}: {
  open: boolean;
  anchor: Element;
  label: string;
  onClose: () => void;
  finalFocus: () => HTMLElement | null | false;
  children: ReactNode;
}) {
  return (
    <Base.Root modal={false} open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          anchor={anchor}
          side="bottom"
          align="end"
          sideOffset={6}
          collisionPadding={8}
        >
          <Base.Popup className={styles.popup} aria-label={label} finalFocus={() => finalFocus() ?? true}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({
  icon,
  danger = false,
  onSelect,
  children,
}: {
  icon?: ReactNode;
  danger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Base.Item className={cx(styles.item, danger && styles.danger)} onClick={onSelect}>
      {icon}
      {children}
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className={styles.separator} />;
}

/** One of a few, checked in place; the menu stays open so that the effect can be seen. */
export function MenuChoices<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: V;
  options: { value: V; label: string; icon?: ReactNode }[];
  onChange: (value: V) => void;
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: V) => onChange(next)}>
        {options.map((option) => (
          <Base.RadioItem
            key={option.value}
            value={option.value}
            className={styles.item}
            closeOnClick={false}
          >
            {option.icon}
            <span className={styles.grow}>{option.label}</span>
            <Base.RadioItemIndicator className={styles.check}>
              <Check />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
