import { defineConfig } from 'vitest/config'

const live = 'test/live/**'
const long = 'test/**/*.long.test.ts'

/**
 * `npm test` runs the project `short`, `npm run test:all` both. A file that takes more than about 4 seconds, of CPU or waiting, or starts hundreds of programs, is
 * named `*.long.test.ts`. The short ones share their workers, so that each module is loaded once.
 */
export default defineConfig({
  test: {
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    projects: [
      { extends: true, test: { name: 'short', include: ['test/**/*.test.ts'], exclude: [live, long], isolate: false } },
      { extends: true, test: { name: 'long', include: [long], exclude: [live] } },
    ],
  },
})
