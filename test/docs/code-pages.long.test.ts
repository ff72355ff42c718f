import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Family, families } from '../../src/cli/explanations/explanations-of.js'
import { makeReadmeSample, type ReadmeSample } from '../support/readme-sample.js'

/** The text below each `## NAME` of a page of docs/. */
function sectionsOf(page: string): Map<string, string> {
  const [, ...sections] = readFileSync(join('docs', page), 'utf8').split(/^## /m)
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n')
      return [section.slice(0, end), section.slice(end).trim()]
    }),
  )
}

const examples = families.flatMap(({ family, page }) =>
  [...sectionsOf(page)].flatMap(([code, text]) => {
    const [, language, shown = ''] = /```(sh|js)\n([\s\S]*?)```/.exec(text) ?? []
    const script = language === 'js' ? `cat > show.mjs <<'END'\n${shown}\nEND\nnode show.mjs` : shown
    return language === undefined ? [] : [{ family, code, script }]
  }),
)

/** How the output of a command names its code; a script that does not catch an error prints its fields. */
const shownBy: Record<Family, (code: string) => RegExp> = {
  error: (code) => new RegExp(`\\(explain ${code}\\)|^  code: '${code}'`, 'm'),
  refusal: (code) => new RegExp(`\\(explain ${code}\\)`),
  'checkout finding': (code) => new RegExp(`"kind":"${code}"`),
  warning: (code) => new RegExp(`"kind":"${code}"`),
  'recipe finding': (code) => new RegExp(`"kind":"${code}"`),
  'fleet state': (code) => new RegExp(`^${code}: `, 'm'),
  drift: (code) => new RegExp(`^${code} \\((?:certain|likely|possible)\\): `, 'm'),
}

describe.each(families)('docs/$page', ({ family, page, codes }) => {
  const sections = sectionsOf(page)

  it('has a section for each code, and none for a code that does not exist', () => {
    expect([...sections.keys()]).toEqual(Object.keys(codes))
  })

  it.each(Object.entries(codes))('says of %s what explain says', (code, { gist, advice }) => {
    const section = sections.get(code) ?? ''
    if (family !== 'drift') expect(section.split('\n\n')[0]).toBe(gist)
    expect(section.split('\n\n').at(-1)).toBe(`What to do: ${advice}.`)
  })
})

describe('the commands of the code pages', () => {
  let scratch: string
  let sample: ReadmeSample
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'code-pages-'))
    sample = makeReadmeSample(scratch)
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  it('are shown for most codes', () => {
    expect(examples.length).toBeGreaterThan(110)
  })

  it.each(examples)('show $code ($family)', ({ family, code, script }) => {
    const dir = mkdtempSync(join(scratch, 'run-'))
    cpSync(sample.dir, dir, { recursive: true, verbatimSymlinks: true })
    mkdirSync(join(dir, 'node_modules'))
    symlinkSync(resolve('.'), join(dir, 'node_modules', 'abra-deploy-version'))
    // Where the README's `cd` leaves the reader, OLDPWD is the clone of this repository.
    const env = { ...sample.env, HOME: dir, ABRA_DIR: join(dir, '.abra'), OLDPWD: resolve('.') }
    const { stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: dir, env, encoding: 'utf8' })
    expect(stdout + stderr).toMatch(shownBy[family](code))
  })
})
