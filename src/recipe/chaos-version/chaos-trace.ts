import { type TraceStep, traceStep } from '../../trace.js'
import type { ChaosFacts } from './read-chaos-facts.js'

/** Which rules led to a chaos version, and what each saw. */
export function chaosTrace({ chaosVersion, head, worktree }: ChaosFacts): TraceStep[] {
  const { files, globalPatterns, profile, differences } = worktree
  const named = files.slice(0, 3).map(({ path, change }) => `${change} ${path}`)
  const more = files.length > named.length ? ` and ${files.length - named.length} more` : ''
  return [
    traceStep('R20', `HEAD is ${head.hash} (${head.name === 'HEAD' ? 'detached' : head.name})`),
    traceStep('R21', 'tags are not looked at'),
    traceStep(
      'R23',
      globalPatterns === undefined
        ? 'no patterns from core.excludesfile of ~/.gitconfig'
        : `${globalPatterns.count} patterns from ${globalPatterns.file}, the core.excludesfile of ~/.gitconfig`,
    ),
    traceStep(
      'R22',
      files.length === 0 ? 'the worktree is clean' : `the worktree is not clean: ${named.join(', ')}${more}`,
    ),
    traceStep('R24', `as go-git ${profile} answers: ${chaosVersion}`),
    ...differences.map((difference) => traceStep(difference.rule, difference.text)),
  ]
}
