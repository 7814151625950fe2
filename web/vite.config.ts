import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.LOQUAT_DEV_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    // Strict Content-Security-Policy: nothing may become a data: URL.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      '/api': { target: server },
      '/socket.io': { target: server, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
    // axe takes a second or two on a busy machine.
    testTimeout: 20_000,
  },
});
