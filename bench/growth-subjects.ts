import type { Scene } from './measurement.js'

/** What is measured at several sizes besides checkouts: each in a scene of its own. */
export const growthSubjects = [
  { scene: 'growth-apps', subject: 'predictApps', unit: 'apps', sizes: [100, 300, 1_000], color: '#e69f00' },
  { scene: 'growth-fleet', subject: 'readFleet', unit: 'apps', sizes: [100, 300, 1_000], color: '#56b4e9' },
  { scene: 'growth-wait', subject: 'waitForConvergence', unit: 'services', sizes: [100, 300, 1_000], color: '#cc79a7' },
  { scene: 'growth-stamp', subject: 'stamp', unit: 'overlays', sizes: [10, 30, 100], color: '#8c510a' },
] as const satisfies readonly {
  readonly scene: Scene
  readonly subject: string
  /** What is counted. */
  readonly unit: string
  readonly sizes: readonly number[]
  readonly color: string
}[]
