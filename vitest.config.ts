/** Tests run from TypeScript directly; pages (`*.md`) are imported as text, as in the bundles. */
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      name: 'markdown-as-text',
      enforce: 'pre',
      load(id: string) {
        const path = id.replace(/\?.*$/, '');
        return path.endsWith('.md') ? `export default ${JSON.stringify(readFileSync(path, 'utf8'))}` : undefined;
      },
    },
  ],
  test: {
    include: ['server/src/**/*.test.ts', 'client/src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/harness/seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
