import { conversionCases } from './compose-cases/conversions.js'
import { formCases } from './compose-cases/forms.js'
import { interpolationCases } from './compose-cases/interpolation.js'
import { mergeCases } from './compose-cases/merges.js'
import { propertyCases } from './compose-cases/properties.js'
import type { ComposeCase } from './compose-input.js'

/** Compose inputs written by hand: every rule L31–L38 and every property of the format. A family and a name are a case's key. */
export const composeCases: readonly ComposeCase[] = [
  ...propertyCases,
  ...formCases,
  ...interpolationCases,
  ...mergeCases,
  ...conversionCases,
]
