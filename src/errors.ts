/**
 * The only errors this package throws on purpose. An answer abra itself would give, a refusal included, is returned, never thrown;
 * what is thrown means "this cannot be known", and always names what was looked at and what to do about it.
 */

/** What each error code carries in `data`. The codes are closed: a new kind of failure is a new line here. */
export interface ErrorData {
  /** The folder is missing, or is no folder. */
  CHECKOUT_NOT_FOUND: { dir: string }
  /** go-git's PlainOpen finds no repository in this folder (it does not look in parent folders, L11). */
  REPOSITORY_NOT_FOUND: { dir: string; goGit: string }
  /** go-git refuses to open this form of repository (L10, L11, L16). */
  REPOSITORY_UNSUPPORTED: { path: string; goGit: string }
  /** A git config file that go-git cannot parse: the repository's own, or the user's `~/.gitconfig` (L02, L16). */
  GIT_CONFIG_INVALID: { path: string; line?: number; goGit: string }
  /** HOME is empty, so go-git cannot look for `~/.gitconfig` (L02). */
  HOME_UNKNOWN: { goGit: string }
  /** HEAD points at a branch without commits (L12). */
  HEAD_UNBORN: { dir: string; goGit: string }
  /** HEAD, or a reference on the way from it, cannot be read as a reference. */
  REFERENCE_INVALID: { path: string; goGit: string }
  /** `.git/index` is damaged or of a form go-git does not read (L10). */
  INDEX_INVALID: { path: string; goGit: string }
  /** An object that the answer needs is not in the repository (a shallow or damaged clone, alternates). */
  OBJECT_NOT_FOUND: { hash: string; dir: string; goGit: string }
  /** An object is there but is damaged, or of another type than its place demands. */
  OBJECT_INVALID: { hash: string; dir: string; goGit: string }
  /** `.gitmodules` cannot be parsed or is a symbolic link (L09). */
  SUBMODULES_INVALID: { path: string; line?: number; goGit: string }
  /** A file or folder of the checkout cannot be read. */
  FILE_UNREADABLE: { path: string; errno: string; goGit: string }
  /** An untracked folder `.GIT` (any case): go-git from 5.19.1 refuses the whole status (L16). */
  PATH_INVALID: { path: string; goGit: string }
  /** The text is no revision of this repository (L17). */
  REVISION_NOT_FOUND: { revision: string; dir: string; goGit: string }
  /** A form of revision that we do not follow: a search by regular expression. */
  REVISION_UNSUPPORTED: { revision: string }
  /** Our own limit, where go-git would hang or exhaust the machine: the closed list is in docs/safety.md. */
  SAFETY_LIMIT: { path: string; limit: string }
  /** godotenv cannot parse an app's `.env` file; line and column count from 1, in characters (L25–L30). */
  ENV_SYNTAX: { path?: string; line: number; column: number; godotenv: string }
  /** No server of this ABRA_DIR has the app; `apps` lists those there are, `server/app`. */
  APP_NOT_FOUND: { app: string; abraDir: string; apps: string[] }
  /** More than one server has an app of this name. */
  APP_AMBIGUOUS: { app: string; paths: string[] }
  /** An app's file has no `RECIPE` or `TYPE`, or one that cannot be read (R41). */
  RECIPE_LINE_INVALID: { path: string; line?: number; value?: string; abra: string }
  /** The recipe's name cannot be a folder below `recipes/` (R43). */
  RECIPE_NAME_INVALID: { name: string }
  /** The recipe is not in `$ABRA_DIR/recipes`; abra would clone it (R30). */
  RECIPE_NOT_FOUND: { name: string; dir: string }
  /** Ensure would refuse, so `ensure` did nothing. */
  ENSURE_REFUSED: { refusal: string; dir: string }
  /** A checkout would overwrite files that are not in git. */
  CHECKOUT_WOULD_OVERWRITE: { dir: string; paths: string[] }
  /** HEAD is not where the checkout should have left it. */
  CHECKOUT_FAILED: { dir: string; expected: string; actual: string }
  /** There is no git command. */
  GIT_MISSING: { command: string }
  /** git's own client failed; `stderr` is what it said. */
  GIT_FAILED: { arguments: string[]; exitCode: number | null; stderr: string }
  /** The answer depends on what is deployed, and nobody looked. */
  DEPLOYED_UNKNOWN: { stack: string }
  /** A settings file named by `--settings` holds something that is none of this program's. */
  SETTINGS_INVALID: { path: string; key: string; value?: string }
  /** The file is no Go binary with build information. */
  BUILD_INFO_MISSING: { path: string; reason: string }
  /** The binary's go-git release is one this package knows no profile for. */
  GO_GIT_UNKNOWN: { path: string; version: string }
  /** The command line, or an option of a function, cannot be understood. */
  USAGE: { argument: string; value?: string }
}

export type ErrorCode = keyof ErrorData

interface Details {
  /** What the user can do about it: one sentence, no full stop needed. */
  advice: string
  cause?: unknown
}

/**
 * What we cannot know, said clearly: `code` for programs, `message` for people (what, where, and what to do), `data` for both.
 * Errors of go-git that we reproduce carry its likely words in `data.goGit`.
 */
export class AbraVersionError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AbraVersionError'
  readonly code: Code
  readonly data: ErrorData[Code]
  readonly advice: string

  constructor(code: Code, what: string, data: ErrorData[Code], details: Details) {
    super(`${what}: ${details.advice}`, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.data = data
    this.advice = details.advice
  }

  toJSON(): { code: Code; message: string; data: ErrorData[Code] } {
    return { code: this.code, message: this.message, data: this.data }
  }
}

/** A mistake in this package. Its message asks for a report; it is never a statement about the checkout. */
export class InternalError extends Error {
  override readonly name = 'InternalError'

  constructor(what: string, cause?: unknown) {
    super(
      `${what} (this is a bug in abra-deploy-version, please report it)`,
      cause === undefined ? undefined : { cause },
    )
  }
}

/** Narrows to our error, and to one code when it is given. */
export function isAbraVersionError<Code extends ErrorCode>(
  error: unknown,
  code?: Code,
): error is AbraVersionError<Code> {
  return error instanceof AbraVersionError && (code === undefined || error.code === code)
}
