import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';
import { resetStore } from './seed';

afterEach(() => {
  cleanup();
  resetStore();
});
