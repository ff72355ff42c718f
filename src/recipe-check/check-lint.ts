import { assessLint } from '../lint/assess-lint.js'
import { parseLintFacts } from '../lint/lint-facts.js'
import { isComposeFile } from '../recipe/facts/read-linted-files.js'
import type { OpenedVersion } from './open-version.js'
import type { ReleaseFacts } from './read-releases.js'
import type { RecipeFinding } from './recipe-finding.js'

/** As many as abra's lint is asked about before a deploy. */
const mostFiles = 60

/** What abra's lint finds, here in the worktree too. @rule R4 */
export function checkLint(version: OpenedVersion, { head, lightweight }: ReleaseFacts): RecipeFinding[] {
  const names = version.names.filter(isComposeFile)
  const compose = names.slice(0, mostFiles).map((path) => {
    return { path, ...(version.readText(path) ?? { problem: 'it is no file' }) }
  })
  const envSample = version.sampleText
  const facts = parseLintFacts({
    commit: version.tree.commit ?? head ?? '',
    compose,
    leftOut: names.slice(mostFiles),
    hasEnvSample: version.sample.exists,
    ...(envSample === undefined ? {} : { envSample }),
    hasAbraSh: version.hasAbraSh,
    lightweightTags: lightweight,
  })
  return assessLint(facts).map(({ kind, level, text, fixes, file, line, lintRule }) => ({
    kind,
    severity: level === 'error' ? 'error' : 'warning',
    text,
    fixes,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    rule: 'R4',
    ...(lintRule === undefined ? {} : { lintRule }),
  }))
}
