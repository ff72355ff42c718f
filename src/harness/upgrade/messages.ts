import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import { stampIn } from '../../swarm/snapshot/stamp-in.js'
import type { WaitResult } from '../../swarm/wait.js'
import type { DeployReport } from '../deployer/deployer.js'
import type { PulledImage } from '../prepull-images.js'
import type { DeployPreview } from './dependencies.js'
import type { StepMessage } from './steps.js'

export function shownSnapshot(snapshot: Snapshot): string {
  if (snapshot.services.length === 0) return 'nothing is deployed'
  return `${stampIn(snapshot) ?? 'no stamp'} is deployed, ${snapshot.services.length} services`
}

export function shownReport({ outcome, version, refusal, difference }: DeployReport): StepMessage {
  if (outcome === 'refused') return { ok: false, text: `refused: ${refusal}` }
  const bug = difference === undefined ? '' : ` (${difference.text})`
  return { ok: true, text: `handed over as ${version ?? 'an unknown version'}${bug}` }
}

export function shownPrediction({ prediction }: DeployPreview): StepMessage {
  if (prediction.outcome === 'stamp') return { ok: true, text: `abra would stamp ${prediction.version}` }
  return { ok: false, text: `abra would refuse: ${prediction.message}` }
}

export function shownImages(images: readonly PulledImage[]): string {
  const pulled = images.filter(({ state }) => state === 'pulled').map(({ image }) => image)
  const all = `${images.length} ${images.length === 1 ? 'image' : 'images'}`
  return pulled.length === 0 ? `${all}, all there` : `${all}, pulled ${pulled.join(', ')}`
}

export function shownWait({ outcome, assessment }: WaitResult): StepMessage {
  const state = assessment === undefined ? 'nothing was seen' : `${assessment.verdict}: ${assessment.reason}`
  if (outcome === 'settled') return { ok: assessment?.ok === true, text: state }
  return { ok: false, text: `${outcome} (${state})` }
}
