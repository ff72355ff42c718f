import { growthSubjects } from './growth-subjects.js'
import { type BenchResult, findMeasurement, type Scene, subjects } from './measurement.js'

/** How the cost of a subject grows with the number of files, apps, services or overlays. */
export interface GrowthSlope {
  readonly subject: string
  readonly unit: string
  /** The sizes that the line is laid through. */
  readonly sizes: readonly number[]
  /** The exponent k of cost ~ size^k: 1 is linear. */
  readonly slope: number
}

/** In a smaller tree, opening the repository costs more than its files. */
const smallest = 2_000

/** The most that a recorded slope may be. */
export const steepest = 1.15

/** The slopes: of the straight line nearest to all sizes, both axes logarithmic, as in docs/speed.svg. */
export function growthSlopes(result: BenchResult): GrowthSlope[] {
  const files = result.sizes.filter((size) => size >= smallest)
  return [
    ...[subjects.status, subjects.chaos].map((subject) => ({
      scene: 'clean' as const,
      subject,
      unit: 'files',
      sizes: files,
    })),
    ...growthSubjects,
  ].flatMap((one) => slopeThrough(result, one))
}

function slopeThrough(
  result: BenchResult,
  { scene, subject, unit, sizes }: { scene: Scene; subject: string; unit: string; sizes: readonly number[] },
): GrowthSlope[] {
  const points = sizes.flatMap((size) => {
    const ms = findMeasurement(result, scene, subject, size)?.ms
    return ms === undefined ? [] : [{ size, x: Math.log(size), y: Math.log(ms) }]
  })
  return points.length < 2 ? [] : [{ subject, unit, sizes: points.map(({ size }) => size), slope: slopeOf(points) }]
}

/** Of the line of least squares. */
function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const middleX = mean(points.map(({ x }) => x))
  const middleY = mean(points.map(({ y }) => y))
  return mean(points.map(({ x, y }) => (x - middleX) * (y - middleY))) / mean(points.map(({ x }) => (x - middleX) ** 2))
}
