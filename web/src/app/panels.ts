import type { ComponentType } from 'react';
import { later } from '../ui/later';

export interface PanelProps {
  roomId: string;
  onClose: () => void;
}

/** What can stand in the third column, by the name that opens it. A new panel is a folder in features and a row here. */
export const panels = {
  members: later(() =>
    import('../features/members/MembersPanel').then((module) => ({ default: module.MembersPanel })),
  ),
} satisfies Record<string, ComponentType<PanelProps>>;

export type PanelName = keyof typeof panels;

export const isPanel = (name: string | null | undefined): name is PanelName =>
  name !== null && name !== undefined && name in panels;
