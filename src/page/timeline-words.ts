import type { UpdateState } from '../swarm/snapshot/snapshot.js'
import type {
  ServiceMark,
  ServiceTimeline,
  SpecPart,
  TaskPeriod,
  TaskTimeline,
} from '../swarm/timeline/deploy-timeline.js'
import type { DrawnMark, Tone } from './timeline-drawing.js'

/** Characters of a text from the Swarm that a page shows. */
const longestText = 2000

const partWords: Readonly<Record<SpecPart, string>> = {
  labels: 'labels',
  tasks: 'task template',
  image: 'image',
  placement: 'placement',
  ports: 'ports',
  scale: 'number of tasks',
}

const updateWords: Readonly<Record<UpdateState['state'], string>> = {
  updating: 'update began',
  paused: 'update paused',
  completed: 'update completed',
  rollback_started: 'rollback began',
  rollback_paused: 'rollback paused',
  rollback_completed: 'rollback completed',
  unknown: 'the update has a state that is unknown here',
}

const updateTones: Readonly<Record<UpdateState['state'], Tone>> = {
  updating: 'busy',
  paused: 'bad',
  completed: 'fine',
  rollback_started: 'bad',
  rollback_paused: 'bad',
  rollback_completed: 'bad',
  unknown: 'odd',
}

/** A mark in words. */
export function markText(mark: ServiceMark): string {
  switch (mark.kind) {
    case 'created':
      return mark.stamp === undefined ? 'service created' : `service created as ${mark.stamp}`
    case 'removed':
      return 'service removed'
    case 'written':
      return 'deployed again; nothing changed'
    case 'update': {
      const { state, message } = mark
      const said = message === '' || message === updateWords[state] || message === 'update in progress'
      return said ? updateWords[state] : `${updateWords[state]}: ${message}`
    }
    case 'spec': {
      const parts = mark.changed.map((part) => partWords[part]).join(', ')
      return `${mark.isRollback ? 'former spec back' : 'new spec'}: ${parts}${stampChange(mark)}`
    }
  }
}

export function stampChange({ from, to }: { readonly from?: string; readonly to?: string }): string {
  return from === to ? '' : `; stamp ${from ?? 'none'} → ${to ?? 'none'}`
}

export function markTone(mark: ServiceMark): Tone {
  if (mark.kind === 'update') return updateTones[mark.state]
  if (mark.kind === 'spec') return mark.isRollback ? 'bad' : 'busy'
  return mark.kind === 'removed' ? 'odd' : 'quiet'
}

export function markShape(mark: ServiceMark): DrawnMark['shape'] {
  if (mark.kind === 'update') return mark.state.startsWith('rollback') ? 'rollback' : 'update'
  if (mark.kind !== 'spec') return 'other'
  if (mark.isRollback) return 'rollback'
  return mark.changed.every((part) => part === 'labels') ? 'labels' : 'spec'
}

/** `forum_app` of the stack `forum` is `app`. */
export function shortName(service: string, stack: string): string {
  return service.startsWith(`${stack}_`) ? service.slice(stack.length + 1) : service
}

/** What a task runs: its stamp, or its image where the service carries none. */
export function versionOf({ spec, image }: TaskTimeline, { specs }: ServiceTimeline): string {
  return (spec === undefined ? undefined : specs[spec]?.stamp) ?? image.replace(/@sha256:.*$/, '')
}

/** `failed: task: non-zero exit (3), exit code 3`. */
export function periodText({ state, desired, error, exitCode }: TaskPeriod): string {
  const shown = isStopping(state, desired) ? `${state}, and Swarm stops it` : state
  const code = exitCode === undefined || state === 'rejected' ? '' : `, exit code ${exitCode}`
  return error === undefined ? `${shown}${exitCode === 0 ? '' : code}` : `${shown}: ${shortened(error)}${code}`
}

const ended = new Set(['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'])

/** The container no longer runs. */
export function isEnd(state: string): boolean {
  return ended.has(state)
}

/** Swarm wants a task that has not ended to end. */
export function isStopping(state: string, desired: string): boolean {
  return !isEnd(state) && (desired === 'shutdown' || desired === 'remove')
}

/** A page stays small, whatever a task prints. */
export function shortened(text: string): string {
  return text.length <= longestText
    ? text
    : `${text.slice(0, longestText)}… (${text.length - longestText} more characters)`
}
