import { describeTask } from '../swarm/snapshot/task-facts.js'
import type { WaitResult } from '../swarm/wait.js'
import type { WaitChange } from '../swarm/wait-change.js'
import { oneLine } from './terminal.js'

/** One line for each change of state, for stderr. */
export function renderChange(change: WaitChange): string {
  switch (change.kind) {
    case 'service':
      return oneLine(`${change.service}: ${change.verdict}: ${change.reason}`)
    case 'task-failed':
      return oneLine(`${change.service}: ${describeTask(change.task, change.place)}`)
    case 'warning':
      return oneLine(`${change.service}: note: ${change.text}`)
    case 'daemon-lost':
      return oneLine(`${change.reason}; trying on`)
    case 'daemon-back':
      return 'the daemon answers again'
  }
}

/** How the waiting ended, in one sentence. */
export function renderEnd({ outcome, assessment, timeoutMs }: WaitResult, stack: string): string {
  const state = assessment === undefined ? 'nothing was seen yet' : `${assessment.verdict}: ${assessment.reason}`
  if (outcome === 'timed-out')
    return oneLine(`timed out after ${timeoutMs / 1000} s; the deploy of ${stack} goes on (${state})`)
  if (outcome === 'blocked') return oneLine(`given up; the deploy of ${stack} goes on (${state})`)
  if (outcome === 'interrupted') return oneLine(`interrupted; the deploy of ${stack} goes on (${state})`)
  return oneLine(`${stack}: ${state}`)
}
