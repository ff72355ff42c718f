import { defineConfig } from 'vitest/config'

/** Tests on a real Swarm: `vitest run --config vitest.live.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    globalSetup: ['test/live/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxConcurrency: 6,
    maxWorkers: 3,
  },
})
