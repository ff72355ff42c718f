import type { ChaosFacts } from '../recipe/chaos-version/chaos-version.js'
import { renderFindings } from './render-findings.js'
import { writeJunit } from './write-junit.js'

/** One test, which fails where the answer is not the expected one. @throws FILE_UNWRITABLE */
export function writeChaosJunit(
  path: string,
  { chaosVersion, worktree }: ChaosFacts,
  expected: string,
  meets: boolean,
): void {
  const message = `expected ${expected}, the answer is ${chaosVersion}`
  const text = [message, ...renderFindings(worktree.findings)].join('\n')
  const failure = meets ? {} : { failure: { type: 'unexpected-version', message, text } }
  writeJunit(path, 'chaos-version', [{ name: `the checkout is ${expected}`, ...failure }])
}
