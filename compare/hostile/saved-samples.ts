import { readFileSync } from 'node:fs'

type Json = Record<string, unknown>

/** A sound recording of a deploy that Swarm rolled back. */
export function soundRecording(): Json {
  return JSON.parse(readFileSync('golden/swarm/rolled-back.json', 'utf8'))
}

/** What `upgrade --record` would have kept of it. */
export function soundRun(): Json {
  const { stack, expected, baseline, deployed, snapshots, checkout } = soundRecording()
  const verdict = { ok: false, kind: 'rolled-back', reason: 'the update was rolled back' }
  const app = {
    name: 'app.example.com',
    server: 'one',
    path: 'app.env',
    stackName: stack,
    env: { value: 'TYPE=checkout\n' },
  }
  const recipe = { name: 'checkout', dir: 'checkout', worktree: { value: { clean: true, files: [] } } }
  const times = { startedAt: '2026-01-01T12:00:00.000Z', endedAt: '2026-01-01T12:05:00.000Z' }
  const parts = { app, recipe, predictions: {}, baselines: { head: baseline }, deployed, snapshots, checkout, expected }
  return { schema: 1, kind: 'run', stack, ...times, from: '0.7.0+3.3.1', to: '7ae7b0f7', verdict, ...parts }
}

/** What `identity --json` prints. */
export function soundBaseline(): Json {
  return soundRecording()['baseline'] as Json
}

/** What `fleet --json` prints, of one app. */
export function soundFleet(): Json {
  const app = {
    app: 'app.example.com',
    server: 'one',
    stack: 'app_example_com',
    recipe: 'checkout',
    states: ['current'],
  }
  return { schema: 1, takenAt: '2026-01-01T12:00:00.000Z', servers: [], apps: [app] }
}
