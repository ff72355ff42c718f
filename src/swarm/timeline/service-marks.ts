import { parseLabels, stampOf } from '../../app/deploy-labels.js'
import { defined } from '../../defined.js'
import { deployedSince } from '../snapshot/deployed-since.js'
import type { ServiceSpec, ServiceState } from '../snapshot/snapshot.js'
import { wantedTasks } from '../snapshot/task-facts.js'
import type { ServiceMark, SpecPart } from './deploy-timeline.js'
import { readingMs } from './node-clocks.js'
import { isoOf, timeOf, type WatchedSnapshot } from './watched-snapshot.js'

/** What happened to a service between two snapshots. */
interface Between {
  readonly now: ServiceState
  readonly before: ServiceState | undefined
  readonly stack: string
  /** The times of the snapshots; no first one for the first snapshot, which shows what may be old. */
  readonly since: number
  readonly time: number
}

/** The changes of the service of a name, in order of time. */
export function serviceMarks(name: string, snapshots: readonly WatchedSnapshot[]): ServiceMark[] {
  const marks: ServiceMark[] = []
  let before: ServiceState | undefined
  let since = Number.NEGATIVE_INFINITY
  for (const { snapshot, services, time } of snapshots) {
    const now = services.get(name)
    if (before !== undefined && now?.id !== before.id) marks.push({ at: isoOf(time), kind: 'removed' })
    if (now !== undefined) {
      const same = now.id === before?.id ? before : undefined
      marks.push(...marksBetween({ now, before: same, stack: snapshot.stack, since, time }))
    }
    before = now
    since = time
  }
  return marks.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** The stamp of the service that carries one. */
export function stampOfSpec(spec: ServiceSpec | undefined, name: string, stack: string): string | undefined {
  return spec === undefined || name !== `${stack}_app` ? undefined : stampOf(parseLabels(spec.labels, stack))
}

function marksBetween(between: Between): ServiceMark[] {
  const { now, before, stack } = between
  const update = updateMarks(between)
  if (before === undefined) {
    // Its first labels are only known where nothing has changed them since.
    const stamp = now.previous === undefined && now.update === undefined ? now.spec : undefined
    const created = { kind: 'created' as const, ...defined({ stamp: stampOfSpec(stamp, now.name, stack) }) }
    return [{ at: placed(between, timeOf(now.createdAt)), ...created }, ...update]
  }
  const changed = changedParts(before.spec, now.spec)
  if (changed.length > 0) return [specMark(between, changed), ...update]
  const isWritten = update.length === 0 && sameUpdate(now, before) && deployedSince(before, now) === 'yes'
  return isWritten ? [{ at: placed(between, timeOf(now.updatedAt)), kind: 'written' }] : update
}

function specMark(between: Between, changed: readonly SpecPart[]): ServiceMark {
  const { now, before, stack } = between
  const { state, startedAt } = now.update ?? {}
  const isRollback = state?.startsWith('rollback') === true
  const began = !isRollback && startedAt !== before?.update?.startedAt ? timeOf(startedAt) : undefined
  return {
    at: placed(between, began ?? timeOf(now.updatedAt)),
    kind: 'spec',
    changed,
    ...defined({ from: stampOfSpec(before?.spec, now.name, stack), to: stampOfSpec(now.spec, now.name, stack) }),
    isRollback,
  }
}

function changedParts(before: ServiceSpec, now: ServiceSpec): SpecPart[] {
  const parts: [SpecPart, boolean][] = [
    ['labels', before.labelsFingerprint !== now.labelsFingerprint],
    ['image', before.image !== now.image],
    ['tasks', before.task !== now.task && before.image === now.image],
    ['placement', before.placement !== now.placement],
    ['ports', before.endpoint !== now.endpoint],
    ['scale', before.mode.kind !== now.mode.kind || wantedTasks(before) !== wantedTasks(now)],
  ]
  return parts.filter(([, isOther]) => isOther).map(([part]) => part)
}

/** What Swarm wrote of an update: that it began, and the state that it has now. @rule R60 R65 R76 */
function updateMarks(between: Between): ServiceMark[] {
  const { now, before } = between
  const { update } = now
  if (update === undefined || (before !== undefined && sameUpdate(now, before))) return []
  const { state, startedAt, completedAt, message } = update
  const isNew = startedAt !== before?.update?.startedAt
  const at = (time: number | undefined) => placed(between, time)
  // A rollback by hand keeps the spec that it left, and begins anew.
  const beganAs = state.startsWith('rollback') && now.previous !== undefined ? 'rollback_started' : 'updating'
  const began = isNew && startedAt !== undefined && beganAs !== state
  return [
    ...(began ? [{ at: at(timeOf(startedAt)), kind: 'update' as const, state: beganAs, message: '' } as const] : []),
    {
      at: at(timeOf(completedAt) ?? (state === beganAs ? timeOf(startedAt) : timeOf(now.updatedAt))),
      kind: 'update',
      state,
      message: message ?? '',
    },
  ]
}

function sameUpdate({ update: a }: ServiceState, { update: b }: ServiceState): boolean {
  return a?.state === b?.state && a?.startedAt === b?.startedAt
}

/** A time of the manager's, if it fits between the snapshots. Those are read in a moment, not in an instant. */
function placed({ since, time }: Between, at: number | undefined): string {
  const isBetween = at !== undefined && at >= since - readingMs && at <= time + readingMs
  return isoOf(isBetween ? at : time)
}
