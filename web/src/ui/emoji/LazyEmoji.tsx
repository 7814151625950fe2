import { type ComponentProps, Suspense, useState } from 'react';
import { later } from '../later';

const load = () => import('./EmojiPopover');
const Content = later(load);

/** Fetches the picker before it is asked for: when its button is pointed at or focused. */
export const prepareEmoji = (): void => void load().catch(() => undefined);

/** The emoji picker, fetched and mounted when it is first opened. */
export function LazyEmoji(props: ComponentProps<typeof Content>) {
  const [used, setUsed] = useState(props.open);
  if (props.open && !used) setUsed(true);
  if (!used) return null;
  return (
    <Suspense fallback={null}>
      <Content {...props} />
    </Suspense>
  );
}
