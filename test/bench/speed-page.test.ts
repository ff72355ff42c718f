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
const page = readFileSync('docs/speed.md', 'utf8')

describe('docs/speed', () => {
  it('is of one whole run that judged every target', () => {
    expect(result).toMatchObject({ quick: false, sizes: fullSizes })
    expect(judgeTargets(result).filter(({ reached }) => reached === undefined)).toEqual([])
  })

  it('records no cost that grows faster than the files, apps, services or overlays do', () => {
    const slopes = growthSlopes(result)
    const grown = growthSubjects.map(({ sizes }) => sizes)
    expect(slopes.map(({ sizes }) => sizes)).toEqual([fullSizes.slice(1), fullSizes.slice(1), ...grown])
    expect(slopes.filter(({ slope }) => slope > steepest)).toEqual([])
  })

  it('shows the tables and the picture of that run', () => {
    expect(replaceTables(page, renderTables(result))).toBe(page)
    expect(readFileSync('docs/speed.svg', 'utf8')).toBe(renderChart(result))
  })
})
