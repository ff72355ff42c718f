import type { ComposeCase } from '../../src/golden/cases/compose-input.js'
import { conversionCases } from './conversions.js'
import { formCases } from './forms.js'
import { interpolationCases } from './interpolation.js'
import { mergeCases } from './merges.js'
import { propertyCases } from './properties.js'

/** Compose inputs written by hand: every rule L31–L38 and every property of the format. A family and a name are a case's key. */
export const composeCases: readonly ComposeCase[] = [
  ...propertyCases,
  ...formCases,
  ...interpolationCases,
  ...mergeCases,
  ...conversionCases,
]
