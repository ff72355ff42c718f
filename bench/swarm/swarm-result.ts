/** What is measured, and with what. */
export interface SwarmBench {
  /** The folder of the built package. */
  readonly package: string
  readonly host: string
  readonly env: Readonly<Record<string, string>>
  readonly runs: number
  readonly updates: number
  readonly idleSeconds: number
}

/** One number, and the most that it may be where it has a target. */
export interface SwarmResult {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly most?: number
}

/** A table in Markdown, with the target and whether it was reached. */
export function renderResults(results: readonly SwarmResult[]): string {
  const rows = results.map(({ what, value, unit, most }) => {
    const shown = value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
    const reached = most === undefined ? '' : value <= most ? 'yes' : 'no'
    return `| ${what} | ${shown} ${unit} | ${most === undefined ? '' : `at most ${most} ${unit}`.trim()} | ${reached} |`
  })
  return ['| what | measured | target | reached |', '|---|---:|---:|---|', ...rows].join('\n')
}
