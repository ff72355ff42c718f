import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { goldenProgress } from '../../src/cli/golden-progress.js'
import { withScratch } from '../support/scenario.js'
import { smallGolden } from '../support/small-golden.js'

/** What is written where a case ends every second (or so many milliseconds), ten cases in all. */
function written(isTTY: boolean, milliseconds: number): string[] {
  let time = 0
  const texts: string[] = []
  const stream = { isTTY, write: (text: string) => texts.push(text) }
  const progress = goldenProgress(stream, () => time)
  progress.show({ done: 0, total: 10 })
  for (let done = 1; done <= 10; done++) {
    time += milliseconds
    progress.show({ done, total: 10, last: 'library excludes' })
  }
  progress.end()
  return texts
}

describe('the progress of golden verify', () => {
  it('is a line every five seconds in a log', () => {
    expect(written(false, 1000)).toEqual([
      '5 of 10 golden cases compared, last of library excludes\n',
      '10 of 10 golden cases compared, last of library excludes\n',
    ])
    expect(written(false, 400)).toEqual([])
  })

  it('is one line on a terminal, rewritten ten times a second at most and removed at the end', () => {
    const line = (done: number) => `\r\u001b[K${done} of 10 golden cases compared, last of library excludes`
    expect(written(true, 50)).toEqual([...[2, 4, 6, 8, 10].map(line), '\r\u001b[K'])
  })

  it('never holds what a terminal would act on', () => {
    const texts: string[] = []
    const progress = goldenProgress({ write: (text) => texts.push(text) }, clock())
    progress.show({ done: 1, total: 1, last: 'library \u001b[31m\n' })
    expect(texts).toEqual(['1 of 1 golden cases compared, last of library \\u{1b}[31m\\n\n'])
  })

  it('leaves standard output to the report', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, ['env-grammar/an-empty-value'])
      const start = join('dist', 'cli', 'start.cjs')
      const ran = spawnSync(process.execPath, [start, 'golden', 'verify', '--golden', golden], { encoding: 'utf8' })
      expect(ran.stderr).toBe('')
      expect(ran.stdout.trimEnd().split('\n')).toHaveLength(3)
      const json = execFileSync(process.execPath, [start, 'golden', 'verify', '--golden', golden, '--json'])
      expect(JSON.parse(json.toString())).toMatchObject({ passed: true })
    }))
})

/** A minute passes between two questions. */
function clock(): () => number {
  let time = 0
  return () => (time += 60_000)
}
