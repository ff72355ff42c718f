import type { VerifyProgress } from '../golden/verify/verify-goldens.js'
import { type ProgressLine, type ProgressStream, progressLine } from './progress-line.js'

/** Says how far a verification is; see {@link progressLine}. */
export function goldenProgress(stream: ProgressStream, now?: () => number): ProgressLine<VerifyProgress> {
  return progressLine(stream, describe, now)
}

function describe({ done, total, last }: VerifyProgress): string {
  return `${done} of ${total} golden cases compared${last === undefined ? '' : `, last of ${last}`}`
}
