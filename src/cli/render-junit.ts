/** One test case of a JUnit report. */
export interface JunitCase {
  readonly name: string
  readonly seconds?: number
  /** Why it failed: a kind, one sentence, and everything else. */
  readonly failure?: JunitFault
  /** Why its answer is not known. */
  readonly error?: JunitFault
}

export interface JunitFault {
  readonly type: string
  readonly message: string
  readonly text: string
}

/** A JUnit report of one suite, as CI systems read it. Text of a Swarm or a checkout is escaped. */
export function renderJunit(suite: string, cases: readonly JunitCase[]): string {
  const count = (kind: 'failure' | 'error') => cases.filter((each) => each[kind] !== undefined).length
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escaped(suite)}" ${counts} skipped="0">`,
    ...cases.flatMap((each) => renderCase(suite, each)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function renderCase(suite: string, { name, seconds = 0, failure, error }: JunitCase): string[] {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}" time="${seconds.toFixed(3)}"`
  if (failure === undefined && error === undefined) return [`${head}/>`]
  return [`${head}>`, ...renderFault('failure', failure), ...renderFault('error', error), '    </testcase>']
}

function renderFault(kind: 'failure' | 'error', fault: JunitFault | undefined): string[] {
  if (fault === undefined) return []
  const { type, message, text } = fault
  return [`      <${kind} type="${escaped(type)}" message="${escaped(message)}">${escaped(text)}</${kind}>`]
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** XML 1.0 has no place for these, not even as references. */
const unwritable =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function escaped(text: string): string {
  const shown = text.replace(unwritable, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
  return shown
    .replace(/[&<>"]/g, (char) => entities[char] ?? '')
    .replaceAll('\t', '&#9;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
}
