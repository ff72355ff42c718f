import type { EvidenceClass } from '../rules/rule.js'
import { isUnconfirmed, type Rule, rules, unconfirmedPart } from '../rules.js'
import type { Command, CommandOutput } from './command.js'
import { didYouMean } from './did-you-mean.js'
import { exitCodes } from './exit-codes.js'
import { fill } from './render-help.js'
import { rulePlaces } from './rule-places.js'
import { toJson } from './terminal.js'
import { usage } from './usage.js'

const width = 80

/** What each class of evidence means. */
const classes: Readonly<Record<EvidenceClass, string>> = {
  P: 'a public page prints a real run of abra, or speaks of its source',
  D: "Co-op Cloud's documentation",
  L: 'measured on a library that abra is built on',
  M: 'measured on a real Docker Swarm',
  S: "a third party's port of abra's source",
  K: 'general knowledge of abra that nothing published confirms',
}

export const ruleCommand: Command = {
  name: 'rule',
  synopsis: '[ID…] [options]',
  help: `Prints rules that predictions rest on: what abra or a library under it does, how well that is known,
and the lines of this program's source that implement it. ID is like R32 or L16, as a trace, a
finding or a refusal names it. Without an ID all rules are listed, each in one line.

  --json             one JSON object

Exit codes: 0 fine, 2 there is no such rule.`,
  options: { json: { type: 'boolean' } },
  async run(positionals, values) {
    const found = positionals.map(findRule)
    if (values['json'] === true)
      return printed(toJson({ schema: 1, rules: asJson(found.length === 0 ? rules : found) }))
    if (found.length === 0) return printed(rules.map(renderLine).join('\n'))
    return printed(found.map((each) => renderRule(each).join('\n')).join('\n\n'))
  },
}

function findRule(id: string): Rule {
  const found = rules.find((each) => each.id === id.toUpperCase())
  if (found !== undefined) return found
  const meant = didYouMean(
    id.toUpperCase(),
    rules.map((each) => each.id),
  )
  throw usage(`there is no rule ${id}${meant}`, 'ID', 'name one like R32; rule alone lists all of them', id)
}

function asJson(chosen: readonly Rule[]) {
  return chosen.map((each) => {
    const { id, subject, text, sources } = each
    const open = unconfirmedPart(each)
    return {
      ...{ id, subject, text, class: each.class, sources },
      ...(open === undefined ? {} : { unconfirmedPart: open }),
      unconfirmed: isUnconfirmed(each),
      implementedIn: rulePlaces[id] ?? [],
    }
  })
}

/** `R32  K? Ensure: the text, cut` */
function renderLine(each: Rule): string {
  const line = `${each.id.padEnd(5)} ${each.class}${isUnconfirmed(each) ? '?' : ' '} ${each.subject}: ${each.text}`
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`
}

function renderRule(each: Rule): string[] {
  const places = rulePlaces[each.id] ?? []
  const open = unconfirmedPart(each)
  const part = (name: string, text: string) => indented(`${name}: ${text}`)
  return [
    `${each.id} (${each.class}${isUnconfirmed(each) ? ', unconfirmed' : ''}): ${each.subject}`,
    ...indented(each.text),
    ...part('evidence', `${each.class}, ${classes[each.class]}`),
    ...(each.sources.length === 0 ? [] : part('known from', each.sources.join('; '))),
    ...(open === undefined ? [] : part('not confirmed', open)),
    ...(places.length === 0 ? [] : part('implemented in', places.join(', '))),
  ]
}

function indented(text: string): string[] {
  return fill(text, width - 2).map((line) => `  ${line}`)
}

function printed(stdout: string): CommandOutput {
  return { stdout, stderr: [], exitCode: exitCodes.ok }
}
