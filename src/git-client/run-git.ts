import { AbraVersionError } from '../errors.js'
import { type EndedProcess, runProcessForBytes } from '../run-process.js'
import { maskCredentials } from './git-source.js'

export interface RunGitOptions {
  /** A folder without a repository, or with one that we made: git reads the config of the repository it runs in. */
  readonly cwd: string
  /** git searches no repository in this folder or above it. */
  readonly ceiling: string
  /** Cancels the command. */
  readonly signal?: AbortSignal
  /** Ends git once it has printed nothing for so long. Give `--progress` with it. Default: no limit. */
  readonly idleTimeoutMs?: number
  /** Lets git use ssh with the caller's agent and keys. Without it ssh is refused. */
  readonly ssh?: SshAccess
}

/** The agent and the home folder with which git may use ssh. */
export interface SshAccess {
  /** SSH_AUTH_SOCK of the user's agent. */
  readonly authSock?: string
  /** HOME as ssh and its helpers see it. */
  readonly home?: string
}

/** In bytes. None of our commands prints more. */
const mostOutput = 256 * 1024 * 1024
/** Between SIGTERM and SIGKILL. git has temporary files to remove. */
const graceMs = 2_000

/**
 * Disable every program that a config, template or attribute could name: hook, filter, monitor, credential helper, proxy, pager. git runs only
 * where it reads no foreign config; these settings are a second line of defence.
 */
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.alternateRefsCommand=:',
  'core.pager=cat',
  'core.askPass=',
  'core.gitProxy=',
  'credential.helper=',
  'protocol.ext.allow=never',
  'protocol.file.allow=always',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'fetch.unpackLimit=1',
  'fetch.writeCommitGraph=false',
  'transfer.unpackLimit=1',
  'transfer.bundleURI=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'init.templateDir=',
  'init.defaultBranch=main',
  'advice.detachedHead=false',
].flatMap((setting) => ['-c', setting])

/** Variables about the network and its certificates. These are the user's own and do not come from the checkout. */
const passedOn = [
  'PATH',
  'TMPDIR',
  'http_proxy',
  'https_proxy',
  'HTTPS_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'no_proxy',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
]

/**
 * Runs git's own client, hardened; no other code runs it. Its environment has PATH and the network settings. It reads only the config of the
 * repository in `cwd`, which must be ours. It never asks for a password.
 *
 * @returns what git printed
 * @throws GIT_MISSING
 * @throws GIT_FAILED with git's output, credentials masked; also if the signal cancelled the command, with the signal's reason as cause
 */
export async function runGit(args: readonly string[], options: RunGitOptions): Promise<Buffer> {
  const { cwd, ceiling, signal, ssh, idleTimeoutMs } = options
  let ended: EndedProcess<Buffer>
  try {
    ended = await runProcessForBytes('git', [...settings, ...args], {
      cwd,
      env: environment(ceiling, ssh),
      maxOutput: mostOutput,
      graceMs,
      ...(signal === undefined ? {} : { signal }),
      ...(idleTimeoutMs === undefined ? {} : { idleMs: idleTimeoutMs }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw gitCancelled(args, signal)
    throw gitNotStarted(args, error)
  }
  if (ended.idled) throw gitIdled(args, idleTimeoutMs ?? 0, ended.stderr)
  if (ended.exitCode !== 0 || ended.overflowed) throw gitFailed(args, ended)
  return ended.stdout
}

function environment(ceiling: string, ssh: SshAccess | undefined): Record<string, string> {
  const passed = passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']]))
  return {
    ...Object.fromEntries(passed),
    HOME: ssh?.home ?? '/dev/null',
    XDG_CONFIG_HOME: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: ceiling,
    GIT_ALLOW_PROTOCOL: `file:git:http:https${ssh === undefined ? '' : ':ssh'}`,
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: ssh === undefined ? 'false' : 'ssh -o BatchMode=yes',
    ...(ssh?.authSock === undefined ? {} : { SSH_AUTH_SOCK: ssh.authSock }),
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  }
}

/** Whether git failed because the server requires authentication. */
export function isAuthenticationFailure(stderr: string): boolean {
  return /could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|Permission denied \(|HTTP 40[13]|returned error: 40[13]/.test(
    stderr,
  )
}

function maskArguments(args: readonly string[]): string[] {
  return args.map(maskCredentials)
}

/** git's words without its progress, which is printed only to show that there is some. */
function saidOf(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1))
  const words = lines.filter((line) => !isProgress.test(line) && !line.endsWith('\r'))
  return maskCredentials(words.join('\n'))
}

const isProgress =
  /^(?:remote: )?(?:(?:Enumerating|Counting|Compressing|Receiving|Indexing|Resolving|Unpacking|Checking|Updating)\b.*\d|Total \d)|^Cloning into |^From |^ [ +*=t-] /

function gitFailed(
  args: readonly string[],
  { exitCode, signal, overflowed, stderr }: EndedProcess<Buffer>,
): AbraVersionError<'GIT_FAILED'> {
  const said = saidOf(stderr)
  const how = overflowed
    ? `printed more than ${mostOutput} bytes`
    : exitCode === null
      ? `ended (${signal})`
      : `failed with exit code ${exitCode}`
  return new AbraVersionError(
    'GIT_FAILED',
    `git ${maskArguments(args).join(' ')} ${how}${said.trim() === '' ? '' : `: ${said.trim()}`}`,
    { arguments: maskArguments(args), exitCode, stderr: said },
    {
      advice: isAuthenticationFailure(said)
        ? 'the repository asks for authentication; use a URL that needs none, or use ssh'
        : 'read the message of git',
    },
  )
}

/** The words stand in `data.stderr` too: `fetchRecipe` shows those. */
function gitIdled(args: readonly string[], idleMs: number, stderr: string): AbraVersionError<'GIT_FAILED'> {
  const what = `nothing came for ${idleMs / 1000} s`
  return new AbraVersionError(
    'GIT_FAILED',
    `git ${maskArguments(args).join(' ')} was ended: ${what}`,
    { arguments: maskArguments(args), exitCode: null, stderr: `${saidOf(stderr).trim()} ${what}`.trim() },
    { advice: 'try again once the server answers; idleTimeoutMs sets how long to wait' },
  )
}

function gitCancelled(args: readonly string[], signal: AbortSignal): AbraVersionError<'GIT_FAILED'> {
  return new AbraVersionError(
    'GIT_FAILED',
    `git ${maskArguments(args).join(' ')} was cancelled`,
    { arguments: maskArguments(args), exitCode: null, stderr: '' },
    { advice: 'nothing was changed', cause: signal.reason },
  )
}

function gitNotStarted(args: readonly string[], error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return gitMissing(error)
  if (code === undefined) return error
  return new AbraVersionError(
    'GIT_FAILED',
    `git cannot be started (${code})`,
    { arguments: maskArguments(args), exitCode: null, stderr: code },
    { advice: 'check the file git on PATH', cause: error },
  )
}

function gitMissing(cause: unknown): AbraVersionError<'GIT_MISSING'> {
  return new AbraVersionError(
    'GIT_MISSING',
    'git cannot be started',
    { command: 'git' },
    { advice: 'install git, and add its folder to PATH', cause },
  )
}
