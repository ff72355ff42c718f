import { type BenchResult, findMeasurement, subjects } from './measurement.js'

/** How the cost of a subject grows with the number of files. */
export interface GrowthSlope {
  readonly subject: string
  /** The sizes that the line is laid through. */
  readonly sizes: readonly number[]
  /** The exponent k of cost ~ files^k: 1 is linear. */
  readonly slope: number
}

/** In a smaller tree, opening the repository costs more than its files. */
const smallest = 2_000

/** The most that a recorded slope may be. */
export const steepest = 1.15

/** The slopes on a clean clone: of the straight line nearest to all sizes, both axes logarithmic, as in docs/speed.svg. */
export function growthSlopes(result: BenchResult): GrowthSlope[] {
  return [subjects.status, subjects.chaos].flatMap((subject) => {
    const points = result.sizes
      .filter((files) => files >= smallest)
      .flatMap((files) => {
        const ms = findMeasurement(result, 'clean', subject, files)?.ms
        return ms === undefined ? [] : [{ files, x: Math.log(files), y: Math.log(ms) }]
      })
    return points.length < 2 ? [] : [{ subject, sizes: points.map(({ files }) => files), slope: slopeOf(points) }]
  })
}

/** Of the line of least squares. */
function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const middleX = mean(points.map(({ x }) => x))
  const middleY = mean(points.map(({ y }) => y))
  return mean(points.map(({ x, y }) => (x - middleX) * (y - middleY))) / mean(points.map(({ x }) => (x - middleX) ** 2))
}
