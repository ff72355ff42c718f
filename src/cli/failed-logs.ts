import type { SwarmReader } from '../swarm/swarm-reader.js'
import type { WaitResult } from '../swarm/wait.js'
import { visibleText } from '../visible-text.js'

/** The last lines of a failed task, or why there are none. */
export interface FailedLog {
  readonly service: string
  readonly task: string
  readonly lines: readonly string[]
  /** Why the log could not be read. */
  readonly problem?: string
}

/** The end of the log of the last failed task of each service. A log that cannot be read is no error. */
export async function readFailedLogs(
  reader: Pick<SwarmReader, 'readTaskLog'>,
  { assessment }: Pick<WaitResult, 'assessment'>,
  count: number,
): Promise<FailedLog[]> {
  const failed = (assessment?.services ?? []).flatMap(({ service, failures }) => {
    const task = failures.at(-1)
    return task === undefined ? [] : [{ service, task }]
  })
  return Promise.all(
    failed.map(async ({ service, task: { id, state } }): Promise<FailedLog> => {
      if (state === 'rejected') return { service, task: id, lines: [], problem: 'it never started' }
      try {
        return { service, task: id, lines: linesOf(await reader.readTaskLog(id, count)) }
      } catch (error) {
        return { service, task: id, lines: [], problem: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
}

function linesOf(log: string): string[] {
  const text = log.trimEnd()
  return text === '' ? [] : text.split('\n')
}

export function renderLog({ service, task, lines, problem }: FailedLog): string[] {
  if (problem !== undefined) return [visibleText(`no log of task ${task} of ${service}: ${problem}`)]
  if (lines.length === 0) return [visibleText(`task ${task} of ${service} printed nothing`)]
  return [visibleText(`last lines of task ${task} of ${service}:`), ...lines.map((line) => `  ${visibleText(line)}`)]
}
