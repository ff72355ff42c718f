import { defineConfig } from 'vitest/config'

/** Tests on a real Swarm: `vitest run --config vitest.live.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    globalSetup: ['test/live/setup.ts'],
    // Only what hangs takes so long: on a busy machine everything is late.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxConcurrency: 6,
    maxWorkers: 3,
  },
})
