import { parseGoDuration } from '../go-values/go-duration.js'
import { parsePortSpec } from '../shapes/parse-ports.js'

/** The formats that the schema names. */
export const schemaFormats = {
  duration: (text: string) => parseGoDuration(text) !== undefined,
  port: (text: string) => parsePortSpec(text) !== undefined,
  // A fraction passes here and is refused later.
  'port-number': {
    type: 'number',
    validate: (port: number) => !Number.isInteger(port) || (port >= 0 && port <= 65535),
  },
} as const
