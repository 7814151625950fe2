import { type Mock, vi } from 'vitest';
import type { Client } from '../store';

export type FakeClient = { [K in keyof Client]: Mock<Client[K]> };

const promised = () => vi.fn(() => Promise.resolve());
const release = () => vi.fn(() => () => undefined);

/** Records every call; answers nothing unless the test says what. */
export function fakeClient(over: Partial<Client> = {}): FakeClient {
  const fake = {
    start: promised(),
    register: promised(),
    login: promised(),
    logout: promised(),
    openRoom: release(),
    send: promised(),
    retry: vi.fn(),
    retryAll: vi.fn(),
    discard: vi.fn(() => Promise.resolve(true)),
    takeBack: vi.fn(() => Promise.resolve(undefined)),
    edit: promised(),
    remove: promised(),
    react: vi.fn(),
    settleConflict: promised(),
    retryChange: vi.fn(),
    discardChange: promised(),
    compose: vi.fn(),
    typing: vi.fn(),
    seen: vi.fn(),
    markUnread: promised(),
    loadBefore: promised(),
    loadAfter: promised(),
    loadAround: promised(),
    loadLatest: promised(),
    showUsers: release(),
    setAway: vi.fn(),
    createRoom: unexpected('createRoom'),
    updateRoom: promised(),
    deleteRoom: promised(),
    joinRoom: promised(),
    leaveRoom: promised(),
    directory: vi.fn(() => Promise.resolve({ rooms: [] })),
    previewRoom: unexpected('previewRoom'),
    openDirect: unexpected('openDirect'),
    searchUsers: vi.fn(() => Promise.resolve([])),
    loadMembers: promised(),
    addMember: promised(),
    setRole: promised(),
    removeMember: promised(),
    updateMe: promised(),
    listSessions: vi.fn(() => Promise.resolve([])),
    endSession: promised(),
    setDraft: vi.fn(),
    setTheme: vi.fn(),
    setLocale: vi.fn(),
    loadMoreRooms: promised(),
  } as FakeClient;
  for (const [name, implementation] of Object.entries(over)) {
    fake[name as keyof Client] = vi.fn(implementation as never) as never;
  }
  return fake;
}

function unexpected(name: string) {
  return vi.fn(() => Promise.reject(new Error(`fakeClient: say what ${name} answers`)));
}
