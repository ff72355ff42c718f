import { AbraVersionError } from '../errors.js'

/** The errno of a file system error, or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return error instanceof Error && !(error instanceof AbraVersionError) && typeof code === 'string' ? code : undefined
}
