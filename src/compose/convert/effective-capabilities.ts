import { printable, toByteString } from '../../byte-string/byte-string.js'
import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import { trimSpace } from '../../byte-string/go-strings.js'

const ALL = 'ALL'
/** docker knows it for updates of a service only. */
const RESET = 'RESET'

/** The capabilities to add and to drop, as docker/cli sends them: `CAP_…` in capitals, sorted, each once. One that is added is not dropped. @rule L48 */
export function effectiveCapabilities(
  add: readonly string[],
  drop: readonly string[],
): { add: string[]; drop: string[] } {
  const added = normalized(add)
  const dropped = normalized(drop)
  const sorted = (names: Iterable<string>) => [...names].filter((name) => name !== RESET).sort(compareUtf8)
  return { add: sorted(added), drop: sorted([...dropped].filter((name) => !added.has(name))) }
}

/** ALL makes the others superfluous. */
function normalized(names: readonly string[]): Set<string> {
  const all = new Set(names.map(normalizeCapability))
  return all.has(ALL) ? new Set([ALL]) : all
}

function normalizeCapability(text: string): string {
  const name = upperCase(printable(trimSpace(toByteString(text))))
  return name === ALL || name === RESET || name.startsWith('CAP_') ? name : `CAP_${name}`
}

/** Go keeps a letter whose capital is several letters. */
function upperCase(text: string): string {
  return Array.from(text, (rune) => ([...rune.toUpperCase()].length === 1 ? rune.toUpperCase() : rune)).join('')
}
