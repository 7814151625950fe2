export type Theme = 'light' | 'dark' | 'system';

export interface PrefsState {
  theme: Theme;
  locale: string;
}

export const initialPrefs: PrefsState = { theme: 'system', locale: 'en' };
