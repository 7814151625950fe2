import type { PrefsState } from './state';

export type PrefsAction = { type: 'prefs/set'; prefs: Partial<PrefsState> };
