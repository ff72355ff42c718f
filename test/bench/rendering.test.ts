import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subjects } from '../../bench/measurement.js'
import { escapeXml, placeLabels, renderChart } from '../../bench/render-chart.js'
import { renderTable, renderTables } from '../../bench/render-tables.js'
import { replaceTables } from '../../bench/replace-tables.js'
import { justReached, machine, measured, resultOf } from './bench-result.js'

describe('renderTable', () => {
  it('pads to the widest cell and keeps a bar inside its cell', () => {
    expect(
      renderTable([
        ['ms', '20 files'],
        ['a|b', '1.5'],
      ]),
    ).toBe(['| ms   | 20 files |', '| ---- | -------: |', '| a\\|b |      1.5 |'].join('\n'))
  })
})

describe('renderTables', () => {
  it('says what was reached, each cost beside its basis, and the memory', () => {
    const text = renderTables(justReached())
    expect(text).toContain('2026-01-02, linux x64, 2 cores, 4 GiB, Node 20.20.2, git 2.39.5, Go 1.26.0.\n')
    expect(text).toMatch(/\| --help beside node -e 0 +\| +at most 1\.3× \| +1\.30× \| +reached \|/)
    expect(text).toMatch(/\| readWorktreeStatus +\| +2\.90 \(3\.00×\) \|/)
    expect(text).toMatch(/\| chaosVersion +\| 15\.0 \(1\.50×\) \|/)
    expect(text).toMatch(
      /### A clean clone, the first run in a process\n\n.*\n.*\n.*\n\| readWorktreeStatus \| +5\.80 \|/,
    )
    expect(text).toMatch(/### A clean clone, peak memory\n\n\| MB .*\n.*\n\| git status +\| +10\.0 \|/)
    expect(text).not.toContain('missed')
  })

  it('leaves out what was not measured', () => {
    const text = renderTables({ ...resultOf([measured('apps', 'predict', 1_000, 5)]), quick: true })
    expect(text).toContain('a quick run')
    expect(text).toContain('not measured')
    expect(text.match(/^### .*$/gm)).toEqual(['### Targets', '### 1,000 apps of 50 recipes in one process'])
  })
})

describe('replaceTables', () => {
  const page = 'before\n<!-- written by npm run bench -- --write-docs -->\nold\n<!-- end -->\nafter\n'

  it('leaves the words around the tables alone', () => {
    const once = replaceTables(page, 'new\n')
    expect(once).toBe('before\n<!-- written by npm run bench -- --write-docs -->\n\nnew\n\n<!-- end -->\nafter\n')
    expect(replaceTables(once, 'new\n')).toBe(once)
  })

  it('refuses a page without its marks', () => {
    expect(() => replaceTables('words', 'new')).toThrow('has no marks')
    expect(() => replaceTables(page.replace('<!-- end -->', ''), 'new')).toThrow('has no marks')
  })
})

describe('renderChart', () => {
  it('is the same for the same numbers, and another for others', () => {
    expect(renderChart(justReached())).toBe(renderChart(justReached()))
    expect(renderChart(resultOf([measured('clean', subjects.git, 20, 3)]))).not.toBe(
      renderChart(resultOf([measured('clean', subjects.git, 20, 4)])),
    )
  })

  it('is well-formed, whatever a version is called', () => {
    const odd = { ...justReached(), machine: { ...machine, git: '2 <&"\'> ]]>' } }
    for (const result of [justReached(), odd, resultOf([])]) expect(openTags(renderChart(result))).toEqual([])
    expect(renderChart(odd)).toContain('git 2 &lt;&amp;&quot;&apos;&gt; ]]&gt;')
  })

  it('has a title, a description in words, a background and a line for each subject', () => {
    const svg = renderChart(justReached())
    expect(svg).toContain('role="img" aria-labelledby="title desc"')
    expect(svg).toMatch(/<desc id="desc">.*go-git v5\.16\.2: 23\.2 ms at 20 files, /)
    expect(svg).toContain('<rect width="900" height="560" rx="8" fill="#ffffff"')
    expect(svg.match(/<polyline/g)).toHaveLength(6)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('puts less cost lower and more files to the right', () => {
    const svg = renderChart(
      resultOf([measured('clean', subjects.git, 20, 1), measured('clean', subjects.git, 2_000, 100)]),
    )
    const [, points = ''] = /polyline points="([^"]+)"/.exec(svg) ?? []
    const [[x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = []] = points.split(' ').map((p) => p.split(',').map(Number))
    expect(x2).toBeGreaterThan(x1)
    expect(y2).toBeLessThan(y1)
  })

  it('keeps labels apart and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 64, max: 496 }), { minLength: 1, maxLength: 8 }), (wanted) => {
        const placed = placeLabels(wanted)
        const inOrder = wanted
          .map((y, i) => ({ y, at: placed[i] ?? Number.NaN }))
          .sort((a, b) => a.y - b.y || a.at - b.at)
          .map(({ at }) => at)
        for (const [i, at] of inOrder.entries()) {
          if (i > 0) expect(at - (inOrder[i - 1] ?? 0)).toBeGreaterThanOrEqual(17)
          expect(at).toBeLessThanOrEqual(496)
        }
      }),
    )
  })
})

describe('escapeXml', () => {
  it('leaves no character that XML takes for its own', () => {
    expect(escapeXml('a<b>&\'"')).toBe('a&lt;b&gt;&amp;&apos;&quot;')
  })
})

/** Tags that are not closed, or closed and not open; anything that is no tag may hold no < and no bare &. */
function openTags(xml: string): string[] {
  const open: string[] = []
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [a-zA-Z0-9:-]+="[^"<]*")*)(\/?)>/g,
    (_, closing, name, _attributes, empty) => {
      if (closing === '/') {
        if (open.at(-1) === name) open.pop()
        else open.push(`/${name}`)
      } else if (empty === '') open.push(name)
      return ''
    },
  )
  if (/<|&(?!(?:amp|lt|gt|quot|apos);)/.test(rest)) open.push(rest)
  return open
}
