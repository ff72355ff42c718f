import type { GoldenSource } from './golden-source.js'
import { binarySource } from './verify-binary.js'
import { librarySource } from './verify-library.js'
import { publishedSource } from './verify-published.js'
import { ruleSource } from './verify-rules.js'

/** Every kind of golden, in the order they are verified. A further one is a line here. */
export const verifyingSources: readonly GoldenSource[] = [publishedSource, librarySource, ruleSource, binarySource]
