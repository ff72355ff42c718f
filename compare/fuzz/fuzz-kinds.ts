import { byteFuzz } from './fuzz-bytes.js'
import { composeFuzz } from './fuzz-compose.js'
import { conversionFuzz } from './fuzz-conversions.js'
import { deployFuzz } from './fuzz-deploys.js'
import type { FuzzKind } from './fuzz-kind.js'
import { revisionFuzz } from './fuzz-revisions.js'
import { stateFuzz } from './fuzz-states.js'
import { configFuzz, envFuzz, fileMatchFuzz, patternFuzz } from './fuzz-texts.js'

/** Everything a fuzz asks about. */
export const fuzzKinds: readonly FuzzKind[] = [
  stateFuzz,
  patternFuzz,
  fileMatchFuzz,
  configFuzz,
  envFuzz,
  revisionFuzz,
  composeFuzz,
  conversionFuzz,
  deployFuzz,
  byteFuzz,
]
