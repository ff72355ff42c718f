import type { Verdict } from '../swarm/assess/verdict.js'
import type { Tone } from './timeline-drawing.js'

/** How a page shows a verdict. */
export const verdictTones = {
  unchanged: 'quiet',
  'labels-only': 'fine',
  converged: 'fine',
  'not-deployed': 'quiet',
  'rolled-back': 'bad',
  'rolled-back-by-hand': 'odd',
  'rollback-paused': 'bad',
  paused: 'bad',
  failed: 'bad',
  pending: 'busy',
  updating: 'busy',
  'rolling-back': 'bad',
  blocked: 'bad',
  'crash-looping': 'bad',
} as const satisfies Record<Verdict, Tone>
