// A harness that deploys by itself: predict the stamp, deploy, wait, explain.
import {
  type DriftFinding,
  explainDrift,
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

  // Not the stamp alone: a deploy that is paused, blocked or not yet over carries the new one too.
  const [finding] = explainDrift({ expected, strict: true, baseline, snapshots })
  return finding?.kind === 'none' ? undefined : finding // { kind: 'rolled-back', certainty: 'certain', evidence, … }
}
