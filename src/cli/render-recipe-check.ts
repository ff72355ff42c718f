import { grouped } from '../grouped.js'
import type { RecipeCheck } from '../recipe-check/check-recipe.js'
import type { RecipeFinding, RecipeSeverity } from '../recipe-check/recipe-finding.js'
import { paint } from './colour.js'
import { recipeExplanations } from './explanations/recipe-explanations.js'
import type { JunitCase } from './render-junit.js'
import { oneLine } from './terminal.js'

const shownFixes = 5
const severities = ['error', 'warning', 'note'] as const
const meanings = { error: 'bad', warning: 'doubtful', note: 'aside' } as const

/** A line for each finding, and one for each thing to do. */
export function renderRecipeCheck({ findings }: RecipeCheck): string[] {
  return renderFindings(findings, ({ severity }, head) => paint(1, meanings[severity], head))
}

function renderFindings(
  findings: readonly RecipeFinding[],
  painted: (finding: RecipeFinding, head: string) => string,
): string[] {
  return findings.flatMap((finding) => {
    const { severity, kind, fixes, lintRule, rule } = finding
    const known = lintRule === undefined ? (rule === undefined ? '' : ` [${rule}]`) : ` [lint ${lintRule}]`
    const shown = fixes.slice(0, shownFixes).map((fix) => oneLine(`   to fix: ${fix}`))
    const more = fixes.length > shownFixes ? [`   and ${fixes.length - shownFixes} more; --json has all`] : []
    const head = painted(finding, `${severity} ${kind}`)
    return [`${oneLine(place(finding))}${head}: ${oneLine(finding.text)}${known}`, ...shown, ...more]
  })
}

/** `compose.yml:12: `, as editors read it. */
function place({ file, line }: RecipeFinding): string {
  if (file === undefined) return ''
  return `${file}${line === undefined ? '' : `:${line}`}: `
}

/** `1 error, 2 warnings`, `nothing found`. */
export function countFindings(findings: readonly RecipeFinding[]): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  return counts.length === 0 ? 'nothing found' : counts.join(', ')
}

/** A JUnit test for each kind of finding. It fails where the exit code is 1 because of it. */
export function recipeTests({ findings }: RecipeCheck, strict: boolean): JunitCase[] {
  const failing: readonly RecipeSeverity[] = strict ? ['error', 'warning'] : ['error']
  const ofKind = grouped(
    findings.filter(({ severity }) => failing.includes(severity)),
    ({ kind }) => kind,
  )
  return Object.keys(recipeExplanations).map((kind): JunitCase => {
    const found = ofKind.get(kind) ?? []
    const [first] = found
    if (first === undefined) return { name: kind }
    const message = `${place(first)}${first.text}`
    return { name: kind, failure: { type: kind, message, text: renderFindings(found, (_, head) => head).join('\n') } }
  })
}
