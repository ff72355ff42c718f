import { AbraVersionError, type ErrorCode, type ErrorData, isAbraVersionError } from '../errors.js'

const advice: Partial<Record<ErrorCode, string>> = {
  HEAD_UNBORN: 'commit something, or check out a branch that has commits',
  INDEX_INVALID: 'rebuild it with `git reset`, or clone the repository again',
  OBJECT_INVALID: 'the repository is damaged: clone it again',
  OBJECT_NOT_FOUND:
    'the repository is incomplete (shallow, partial, damaged, or sharing objects with another): clone it again in full',
  PATH_INVALID: 'rename or remove it',
  REFERENCE_INVALID: 'repair the reference, or clone the repository again',
  REPOSITORY_NOT_FOUND: 'name the folder that holds .git, or clone the recipe first',
  REPOSITORY_UNSUPPORTED: 'use an ordinary clone of the recipe',
  REVISION_NOT_FOUND: 'name a tag, branch or commit of this repository, and fetch it first if it is missing',
  SUBMODULES_INVALID: 'correct .gitmodules',
}

/** An error of go-git that we reproduce. `data.goGit` holds the words that go-git likely uses. */
export function goGitFailure<Code extends ErrorCode>(
  code: Code,
  what: string,
  data: ErrorData[Code] & { goGit: string },
  special?: string,
): AbraVersionError<Code> {
  return new AbraVersionError(code, `${what} (${data.goGit})`, data, {
    advice: special ?? advice[code] ?? 'repair the checkout',
  })
}

/** Rethrows what is not a failure of go-git: our own limits (SAFETY_LIMIT) and bugs. */
export function rethrowUnlessGoGit(error: unknown): void {
  if (!isAbraVersionError(error) || error.code === 'SAFETY_LIMIT') throw error
}
