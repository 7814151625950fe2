import type { Visibility } from '../../protocol';
import { Choices, Field, FormError } from '../field/Field';
import { t } from '../i18n';
import { Hash, Lock } from '../icons';

/** What a person decides about a group. */
export interface RoomDraft {
  name: string;
  topic: string;
  visibility: Visibility;
}

export interface RoomErrors {
  name?: string;
  topic?: string;
  form?: string;
}

export const trimmed = ({ name, topic, visibility }: RoomDraft): RoomDraft => ({
  name: name.trim(),
  topic: topic.trim(),
  visibility,
});

/** What the server would refuse, by field; undefined when nothing. */
export function wrongIn(draft: RoomDraft): RoomErrors | undefined {
  const { name, topic } = trimmed(draft);
  const length = [...name].length;
  const errors = {
    ...(length === 0 ? { name: t('createRoom.needName') } : {}),
    ...(length > 80 ? { name: t('createRoom.nameLong') } : {}),
    ...([...topic].length > 250 ? { topic: t('createRoom.topicLong') } : {}),
  };
  return Object.keys(errors).length > 0 ? errors : undefined;
}

interface RoomFieldsProps {
  draft: RoomDraft;
  onChange: (draft: RoomDraft) => void;
  errors: RoomErrors;
  /** For a room that does not exist yet. */
  fresh?: boolean;
  withVisibility: boolean;
}

/** The fields of a form about a room's settings. */
export function RoomFields({ draft, onChange, errors, fresh, withVisibility }: RoomFieldsProps) {
  return (
    <>
      <Field
        label={t('createRoom.name')}
        {...(fresh ? { placeholder: t('createRoom.namePlaceholder'), autoFocus: true } : {})}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
        error={errors.name}
      />
      <Field
        label={t('createRoom.topic')}
        hint={t('createRoom.topicHint')}
        value={draft.topic}
        onChange={(event) => onChange({ ...draft, topic: event.target.value })}
        error={errors.topic}
      />
      {withVisibility && (
        <Choices
          label={t('createRoom.visibility')}
          name="visibility"
          value={draft.visibility}
          onChange={(visibility) => onChange({ ...draft, visibility })}
          options={[
            {
              value: 'public',
              label: t('createRoom.public'),
              hint: t('createRoom.publicHint'),
              icon: <Hash />,
            },
            {
              value: 'private',
              label: t('createRoom.private'),
              hint: t('createRoom.privateHint'),
              icon: <Lock />,
            },
          ]}
        />
      )}
      <FormError>{errors.form}</FormError>
    </>
  );
}
