import { expect } from 'vitest'
import type { ErrorCode } from '../../src/errors.js'

/** An error of ours: its code and, where it is given, a part of what go-git would say. */
export function anError(code: ErrorCode, goGit?: string): unknown {
  const data = goGit === undefined ? {} : { data: expect.objectContaining({ goGit: expect.stringContaining(goGit) }) }
  return expect.objectContaining({ name: 'AbraVersionError', code, ...data })
}
