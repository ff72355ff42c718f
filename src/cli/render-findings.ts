import { type CheckoutFinding, checkoutFindingInfo } from '../recipe/worktree/checkout-findings.js'
import { oneLine } from './terminal.js'

const shownOfAKind = 20

/** What `--explain` prints: the files of each kind, one a line, then how to fix that kind. */
export function renderFindings(findings: readonly CheckoutFinding[]): string[] {
  const kinds = [...new Set(findings.map((finding) => finding.kind))]
  return kinds.flatMap((kind) => {
    const ofKind = findings.filter((finding) => finding.kind === kind)
    const { rule, title, fix } = checkoutFindingInfo[kind]
    const lines = ofKind
      .slice(0, shownOfAKind)
      .map((finding) => `${finding.change} ${oneLine(finding.path)} ${title}${hiddenBy(finding)} [${rule}]`)
    const rest = ofKind.length - lines.length
    if (rest > 0) lines.push(`   … and ${rest} more (--json --explain lists them all)`)
    return [...lines, `   to fix: ${fix}`]
  })
}

function hiddenBy({ by }: CheckoutFinding): string {
  return by === undefined ? '' : ` by ${oneLine(by.file)}:${by.line} (${oneLine(by.text)})`
}
