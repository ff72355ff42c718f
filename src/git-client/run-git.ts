import { execFile } from 'node:child_process'
import { AbraVersionError } from '../errors.js'
import { maskCredentials } from './git-source.js'

export interface RunGitOptions {
  /** A folder that holds no repository, or one that we made: git reads the config of the repository it runs in. */
  readonly cwd: string
  /** No repository is looked for in this folder or above it. */
  readonly ceiling: string
  /** Cancels the command. */
  readonly signal?: AbortSignal
  /** Lets git use ssh, with the caller's agent and keys. Without it ssh is not allowed at all. */
  readonly ssh?: SshAccess
}

export interface SshAccess {
  /** SSH_AUTH_SOCK of the user's agent. */
  readonly authSock?: string
  /** HOME as ssh and its helpers see it. */
  readonly home?: string
}

/** A command that says more than this is not one of ours. */
const mostOutput = 256 * 1024 * 1024

/**
 * Nothing that a config, a template or an attribute could name is run: no hook, filter, monitor, credential helper, proxy or pager. Listed though
 * git runs only where no foreign config is read, so that one mistake is not enough.
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

/** Where the network is and whom to trust there is the user's own business, not the checkout's. */
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
 * Runs git's own client, hardened; the only place that does. Of the environment it sees PATH and where the network is; of configuration only
 * that of the repository in `cwd`, which must be ours. It never asks for a password.
 *
 * @returns what it printed
 * @throws GIT_MISSING, GIT_FAILED with all it said, credentials masked; also where the signal cancelled it, with the signal's reason as cause
 */
export async function runGit(args: readonly string[], options: RunGitOptions): Promise<Buffer> {
  const { cwd, ceiling, signal, ssh } = options
  if (signal?.aborted === true) throw gitCancelled(args, '', signal)
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...settings, ...args],
      {
        cwd,
        env: environment(ceiling, ssh),
        encoding: 'buffer',
        maxBuffer: mostOutput,
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const said = maskCredentials(stderr.toString('utf8'))
        if (signal?.aborted === true) return reject(gitCancelled(args, said, signal))
        reject(error.code === 'ENOENT' ? gitMissing(error) : gitFailed(args, error, said))
      },
    )
    child.stdin?.end()
  })
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

/** Whether git failed because the server wants to know who asks. */
export function isAuthenticationFailure(stderr: string): boolean {
  return /could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|Permission denied \(|HTTP 40[13]|returned error: 40[13]/.test(
    stderr,
  )
}

function maskArguments(args: readonly string[]): string[] {
  return args.map(maskCredentials)
}

function gitFailed(
  args: readonly string[],
  error: Error & { code?: unknown; signal?: unknown },
  stderr: string,
): AbraVersionError<'GIT_FAILED'> {
  const exitCode = typeof error.code === 'number' ? error.code : null
  const private_ = isAuthenticationFailure(stderr)
  const how = exitCode === null ? `ended (${String(error.signal ?? error.code)})` : `failed with exit code ${exitCode}`
  return new AbraVersionError(
    'GIT_FAILED',
    `git ${maskArguments(args).join(' ')} ${how}${stderr.trim() === '' ? '' : `: ${stderr.trim()}`}`,
    { arguments: maskArguments(args), exitCode, stderr },
    {
      advice: private_
        ? 'the repository asks for authentication; use a URL that needs none, or ssh'
        : 'see what git said',
      cause: error.code === undefined ? error : undefined,
    },
  )
}

function gitCancelled(args: readonly string[], stderr: string, signal: AbortSignal): AbraVersionError<'GIT_FAILED'> {
  return new AbraVersionError(
    'GIT_FAILED',
    `git ${maskArguments(args).join(' ')} was cancelled`,
    { arguments: maskArguments(args), exitCode: null, stderr },
    { advice: 'nothing was changed', cause: signal.reason },
  )
}

function gitMissing(cause: unknown): AbraVersionError<'GIT_MISSING'> {
  return new AbraVersionError(
    'GIT_MISSING',
    'git cannot be started',
    { command: 'git' },
    { advice: 'install git, and see that PATH leads to it', cause },
  )
}
