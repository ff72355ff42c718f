import { shortened } from './shortened.js'

/**
 * The only errors this package throws on purpose. An answer abra itself would give, a refusal included, is returned, never thrown;
 * what is thrown means "this cannot be known", and always names what was read and what to do about it.
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
  /** HOME is empty, so go-git cannot look for `~/.gitconfig` (L02), so the place of `~/.abra` is unknown (R40). */
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
  /** A file or folder of the checkout, or one of the user's own, cannot be read; `goGit` is '' where go-git has no part in it. */
  FILE_UNREADABLE: { path: string; errno: string; goGit: string }
  /** A file of the user's cannot be written; it is as it was. */
  FILE_UNWRITABLE: { path: string; errno: string }
  /** A folder cannot be locked by flock(1), or somebody else keeps its lock. */
  LOCK_FAILED: { dir: string; reason: string; timedOut?: true }
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
  /** There is no app to read: a check over nothing must not pass. */
  FLEET_EMPTY: { dir: string }
  /** The file of `--since` is none that `fleet --json` wrote. */
  FLEET_INVALID: { path: string; problem: string }
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
  /** No tag, branch or commit of the checkout fits; those there are, the nearest first. */
  REF_NOT_FOUND: { ref: string; dir: string; reason: string; tags: string[]; branches: string[] }
  /** What a recipe is to be cloned or fetched from cannot be used. */
  ORIGIN_UNUSABLE: { url: string; role: 'mirror' | 'upstream'; reason: 'private' | 'shallow' | 'empty' | 'failed' }
  /** Tracked files of the checkout hold changes that a checkout would lose. */
  CHECKOUT_CHANGED: { dir: string; paths: string[] }
  /** HEAD is not where the checkout should have left it. */
  CHECKOUT_FAILED: { dir: string; expected: string; actual: string }
  /** The checkout, or the tree that is to be checked out, has something in it through which we will not write. */
  CHECKOUT_UNSAFE: { path: string; reason: string }
  /** Another git is at work in the checkout. */
  CHECKOUT_LOCKED: { path: string }
  /** A URL that git is not asked to fetch from: an option, a remote helper; credentials masked. */
  GIT_SOURCE_REFUSED: { url: string; reason: string }
  /** There is no git command. */
  GIT_MISSING: { command: string }
  /** git's own client failed; `stderr` is what it said. */
  GIT_FAILED: { arguments: string[]; exitCode: number | null; stderr: string }
  /** The answer depends on what is deployed, and no Swarm was asked. */
  DEPLOYED_UNKNOWN: { stack: string }
  /** A settings file named by `--settings` holds something that is none of this program's. */
  SETTINGS_INVALID: { path: string; key: string; value?: string }
  /** The file is no Go binary with build information. */
  BUILD_INFO_MISSING: { path: string; reason: string }
  /** The binary's go-git release is one this package knows no profile for. */
  GO_GIT_UNKNOWN: { path: string; version: string }
  /** A file below golden/ cannot be read as what it should be; `place` is the key. */
  GOLDEN_INVALID: { path: string; place?: string }
  /** Somebody else is recording into this folder. */
  GOLDEN_BUSY: { dir: string }
  /** A reference program was built with another version of its library than goldens are made of. */
  GOLDEN_LIBRARY: { program: string; wanted: string; found: string }
  /** There is no Go to build the reference with. */
  GO_MISSING: { command: string }
  /** No Docker answers at this address. */
  SWARM_UNREACHABLE: { host: string; reason: string }
  /** The Docker socket, or a key of its TLS, may not be opened by this user. */
  SWARM_PERMISSION: { host: string; path?: string }
  /** Certificates of the daemon and ours do not fit. */
  SWARM_TLS: { host: string; reason: string }
  /** The Docker that answers is in no Swarm, or is a worker of one. */
  SWARM_NOT_MANAGER: { host: string; reason: string }
  /** The daemon speaks an API before 1.29, which shows no rollback. */
  SWARM_API_TOO_OLD: { host: string; apiVersion: string; needed: string }
  /** The daemon answered with an error that we have no name for. */
  SWARM_API_FAILED: { host: string; status?: number; reason: string }
  /** There is no stack of this name; `stacks` are those there are. */
  STACK_NOT_FOUND: { stack: string; host: string; stacks: string[] }
  /** The file is no baseline, or one of another stack or schema. */
  BASELINE_INVALID: { path: string; problem: string }
  /** There is no Docker context of this name; `contexts` are those there are. */
  CONTEXT_NOT_FOUND: { context: string; dir: string; contexts: string[] }
  /** The stored context, or the address of a Docker, cannot be understood. */
  DOCKER_HOST_INVALID: { host: string; problem: string }
  /** The abra binary cannot be started. */
  ABRA_NOT_STARTED: { path: string; errno: string }
  /** abra did not end as a run of it should; `case` names the case that was recorded. */
  ABRA_FAILED: {
    arguments: readonly string[]
    why: 'hung' | 'died' | 'too much output' | 'unreadable' | 'deployed' | 'stopped'
    exitCode: number | null
    said?: string
    case?: string
  }
  /** The JSON of an abra command is cut off, no JSON (line and column from 1), or has another form (`at` is the place in it). */
  ABRA_OUTPUT_INVALID: { command: string; problem: string; line?: number; column?: number; at?: string }
  /** The `docker` command did not do what it was asked to; `said` is the first line of its complaint. */
  DOCKER_FAILED: {
    arguments: readonly string[]
    why: 'not started' | 'hung' | 'died' | 'too much output' | 'failed'
    exitCode: number | null
    said?: string
  }
  /** What was deployed as an upgrade is not what runs; `kind` is that of the best finding, docs/drift.md explains each. */
  NOT_UPGRADED: {
    stack: string
    kind: string
    certainty: string
    evidence: readonly string[]
    expected: string
    deployed?: string
  }
  /** An upgrade of this stack was killed, and what it wrote into the app's file before it had deployed anything is still there. */
  UPGRADE_UNFINISHED: {
    /** Where the killed upgrade wrote down what it did. */
    journal: string
    /** The app's file. */
    path?: string
    /** The lines that it wrote, and those before. */
    lines: readonly string[]
    pid?: number
    startedAt?: string
  }
  /** The binary is another abra than the one this package is a port of. */
  ABRA_VERSION: { path: string; wanted: string; found: string }
  /** A recording from abra needs Docker as a Swarm manager, on which nothing of the recording's stack lies. */
  SWARM_NEEDED: { state: string; left?: readonly string[] }
  /** A compose file is no YAML that go-yaml v3 reads, or its top is no mapping (L31). `docker` is what docker/cli likely says. */
  COMPOSE_SYNTAX: { path: string; line: number; column: number; docker: string }
  /** The compose files' versions differ, or there is no such version (L32). */
  COMPOSE_VERSION: ComposeErrorData
  /** A property that format 3 dropped: `extends`, `mem_limit`, … (L33). */
  COMPOSE_FORBIDDEN: ComposeErrorData
  /** A text with a wrong `$`, a required variable without a value, or a value that is no number where one has to be (L35). */
  COMPOSE_INTERPOLATION: ComposeErrorData
  /** Something that the compose file format has no place for, or of another type than it wants (L33, L34, L38). */
  COMPOSE_SCHEMA: ComposeErrorData
  /** A value that fits the format but means nothing: a size, a port, a volume, a name given twice. */
  COMPOSE_VALUE: ComposeErrorData
  /** What two compose files say about one thing cannot be joined (L37). */
  COMPOSE_MERGE: ComposeErrorData
  /** A file named by `env_file` cannot be read or parsed, or no `readFile` was given. */
  COMPOSE_ENV_FILE: ComposeErrorData
  /** A compose file is not in the recipe at that version; `files` are those there are (R48). */
  COMPOSE_FILE_MISSING: { dir: string; file: string; files: string[]; commit?: string }
  /** docker/cli makes something of the compose files that no compose file can say. */
  COMPOSE_UNPRINTABLE: { problem: string; path?: string; line?: number }
  /** Images that are neither here nor to be had, each with the services that need it and what docker said. */
  IMAGES_MISSING: { images: { image: string; services: string[]; said: string }[] }
  /** The images that a configuration needs are unknown: it has no services, or one without an image. */
  IMAGES_UNKNOWN: { service?: string; reason: string }
  /** The file is no record of a run, or one of another schema. */
  RUN_RECORD_INVALID: { path: string; problem: string }
  /** A secret's name on the server would be too long (R47). */
  SECRET_NAME_INVALID: { name: string; remoteName: string; problem: string }
  /** Files that the compose file names are others in the checkout than at the version that is deployed. */
  FILES_DIFFER: { dir: string; commit: string; paths: string[] }
  /** The command line, or an option of a function, cannot be understood. */
  USAGE: { argument: string; value?: string }
}

/** Where a compose file is wrong: the file, line and column from 1, the place in it (`services.app.deploy.labels.0`), docker/cli's likely words (L39). */
export interface ComposeErrorData {
  path: string
  line: number
  column: number
  at: string
  docker: string
}

/** The closed list of error codes; docs/errors.md has a section for each. */
export type ErrorCode = keyof ErrorData

/** How an AbraVersionError is made, besides its code, text and data. */
export interface ErrorDetails {
  /** What the user can do about it: one sentence, no full stop needed. */
  advice: string
  cause?: unknown
}

/** The same symbol in every copy of this package that a process has loaded, unlike the class. */
const brand = Symbol.for('abra-deploy-version.error')

/**
 * What we cannot know, said clearly: `code` for programs, `message` for people (what, where, and what to do), `data` for both.
 * Errors of go-git that we reproduce carry its likely words in `data.goGit`.
 *
 * @example
 * ```ts
 * const error = new AbraVersionError('HOME_UNKNOWN', 'HOME is not set', { goGit: '' }, { advice: 'set HOME' })
 * error.message // 'HOME is not set: set HOME'
 * error.code // 'HOME_UNKNOWN'
 * ```
 */
export class AbraVersionError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AbraVersionError'
  readonly code: Code
  readonly data: ErrorData[Code]
  readonly advice: string

  constructor(code: Code, what: string, data: ErrorData[Code], details: ErrorDetails) {
    super(`${shortened(what)}: ${details.advice}`, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.data = data
    this.advice = details.advice
  }

  /** @internal */
  get [brand](): true {
    return true
  }

  /** What `--json` prints: code, message and data, without the cause. */
  toJSON(): { code: Code; message: string; data: ErrorData[Code] } {
    return { code: this.code, message: this.message, data: this.data }
  }
}

/**
 * A mistake in this package. Its message asks for a report; it is never a statement about the checkout.
 *
 * @example
 * ```ts
 * const error = new InternalError('no rule has this id')
 * error.message // 'no rule has this id (this is a bug in abra-deploy-version, please report it)'
 * isAbraVersionError(error) // false
 * ```
 */
export class InternalError extends Error {
  override readonly name = 'InternalError'

  constructor(what: string, cause?: unknown) {
    super(
      `${what} (this is a bug in abra-deploy-version, please report it)`,
      cause === undefined ? undefined : { cause },
    )
  }
}

/** An error of one code, or of one among several: `code` then says which `data` it has. */
export type AbraVersionErrorOf<Code extends ErrorCode> = Code extends ErrorCode ? AbraVersionError<Code> : never

/**
 * Narrows to an error of this package, of any copy of it, so that `code` says what `data` is; and to one code when it is given.
 *
 * @example
 * ```ts
 * try {
 *   await readApp('form.example.com')
 * } catch (error) {
 *   if (!isAbraVersionError(error) || error.code !== 'APP_NOT_FOUND') throw error
 *   error.data.apps // ['one.example.com/forum.example.com']
 * }
 * ```
 */
export function isAbraVersionError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is AbraVersionErrorOf<Code> {
  return isBranded(error) && (code === undefined || error.code === code)
}

function isBranded(error: unknown): error is AbraVersionError {
  return error instanceof Error && brand in error
}
