// A harness that deploys by itself: predict the stamp, deploy, wait, compare, explain.
import {
  type DriftFinding,
  deployedIdentity,
  explainDrift,
  meetsExpectation,
  predict,
  readApp,
  type Snapshot,
  takeBaseline,
  waitForConvergence,
} from 'abra-deploy-version'

export async function deployAndCheck(name: string, deploy: () => Promise<void>): Promise<DriftFinding | undefined> {
  const prediction = await predict({ app: name, chaos: true })
  if (prediction.outcome === 'refuse') throw new Error(prediction.message)
  const expected = prediction.version // 7ae7b0f7+U

  const app = await readApp(name) // the functions that ask a Swarm take an app, or the name of a stack
  const baseline = await takeBaseline(app)
  await deploy()
  const snapshots: Snapshot[] = []
  await waitForConvergence(app, { since: baseline, onSnapshot: (now) => snapshots.push(now) })

  const { chaosVersion = 'unknown' } = await deployedIdentity(app)
  if (meetsExpectation(chaosVersion, expected, { strict: true })) return undefined
  return explainDrift({ expected, baseline, snapshots })[0] // { kind: 'rolled-back', certainty: 'certain', evidence, … }
}
