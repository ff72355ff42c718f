import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fullSizes } from '../../bench/bench-options.js'
import { growthSlopes, steepest } from '../../bench/growth-slopes.js'
import { growthSubjects } from '../../bench/growth-subjects.js'
import type { BenchResult } from '../../bench/measurement.js'
import { renderChart } from '../../bench/render-chart.js'
import { renderTables } from '../../bench/render-tables.js'
import { replaceTables } from '../../bench/replace-tables.js'
import { judgeTargets } from '../../bench/targets.js'

const result: BenchResult = JSON.parse(readFileSync('docs/speed.json', 'utf8'))
/** Targets that were set after the recorded run; the next `npm run bench -- --write-docs` judges them, and this list ends. */
const addedSince = [
  ...['one entry skipped', 'one filter in the attributes', 'a conflict', 'a submodule', 'an odd name'].map(
    (words) => `20,000 files, ${words}, beside the same clone without`,
  ),
  'import of the library beside node -e 0',
  'lint facts of 5,000 tags, half of them lightweight: predict beside the same without',
  'stamp of 20 lines beside node -e 0, CPU time',
  'stamp of 17 overlays beside docker stack config, CPU time',
]
/** Recorded by the next whole run as well. */
const slopesRecorded = result.measurements.some(({ scene }) => scene.startsWith('growth-'))
const page = readFileSync('docs/speed.md', 'utf8')

describe('docs/speed', () => {
  it('is of one whole run that judged every target', () => {
    expect(result).toMatchObject({ quick: false, sizes: fullSizes })
    const unjudged = judgeTargets(result).filter(({ reached }) => reached === undefined)
    expect(unjudged.filter(({ target }) => !addedSince.includes(target))).toEqual([])
  })

  it('records no cost that grows faster than the files, apps, services or overlays do', () => {
    const slopes = growthSlopes(result)
    const grown = slopesRecorded ? growthSubjects.map(({ sizes }) => sizes) : []
    expect(slopes.map(({ sizes }) => sizes)).toEqual([fullSizes.slice(1), fullSizes.slice(1), ...grown])
    expect(slopes.filter(({ slope }) => slope > steepest)).toEqual([])
  })

  it('shows the tables and the picture of that run', () => {
    expect(replaceTables(page, renderTables(result))).toBe(page)
    expect(readFileSync('docs/speed.svg', 'utf8')).toBe(renderChart(result))
  })
})
