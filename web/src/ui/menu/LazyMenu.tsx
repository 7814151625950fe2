import {
  type ComponentProps,
  type ComponentType,
  cloneElement,
  type ReactElement,
  Suspense,
  useState,
} from 'react';
import { later } from '../later';

export interface MenuContentProps {
  trigger: ReactElement;
  defaultOpen: boolean;
}

type TriggerProps = Pick<
  ComponentProps<'button'>,
  'aria-haspopup' | 'aria-expanded' | 'onClick' | 'onPointerEnter' | 'onFocus'
>;

/**
 * Makes a menu whose content is fetched when its button is first pointed at, and mounted when it is first pressed: menus
 * are most of what a page does not need at the start. What `load` brings renders Menu with the given trigger.
 */
export function lazyMenu<P extends object>(load: () => Promise<ComponentType<P & MenuContentProps>>) {
  const Content = later(async () => ({ default: (await load()) as ComponentType<object> }));
  return function LazyMenu({ trigger, ...props }: P & { trigger: ReactElement<TriggerProps> }) {
    const [used, setUsed] = useState(false);
    const prepare = () => void load().catch(() => undefined);
    const closed = cloneElement(trigger, {
      'aria-haspopup': 'menu',
      'aria-expanded': false,
      onPointerEnter: prepare,
      onFocus: prepare,
      onClick: () => setUsed(true),
    });
    if (!used) return closed;
    const content = { ...props, trigger, defaultOpen: true };
    return (
      <Suspense fallback={closed}>
        <Content {...content} />
      </Suspense>
    );
  };
}
