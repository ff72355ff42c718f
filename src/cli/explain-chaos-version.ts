import type { ChaosFacts } from '../recipe/chaos-version/chaos-version.js'
import { chaosTrace } from '../recipe/chaos-version/read-chaos-version.js'
import { renderFindings } from './render-findings.js'
import { renderTrace } from './render-trace.js'
import { toJson } from './terminal.js'

/** A chaos version with what led to it: lines to read, or one JSON object. */
export function explainChaosVersion(facts: ChaosFacts, { explain, json }: { explain: boolean; json: boolean }): string {
  const { chaosVersion, head, worktree } = facts
  const { clean, files, profile, profilesAgree, findings } = worktree
  const trace = chaosTrace(facts)
  if (!json) return [chaosVersion, ...renderTrace(trace), ...renderFindings(findings)].join('\n')
  const found = explain ? { findings } : {}
  return toJson({ schema: 1, chaosVersion, head, clean, files, profile, profilesAgree, trace, ...found })
}
