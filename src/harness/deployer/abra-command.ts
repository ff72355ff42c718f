import { delimiter, isAbsolute, resolve } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import { type EndedProcess, type ProcessOptions, runProcess } from '../../run-process.js'
import { findProgram } from './find-program.js'

export interface AbraOptions extends Omit<ProcessOptions, 'env'> {
  /** abra's ABRA_DIR. */
  readonly abraDir: string
  /** abra's HOME. abra reads its `.gitconfig`. */
  readonly home: string
  /** The source of PATH and DOCKER_…; abra gets no other variable of it. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Runs abra without a shell, with empty standard input and only PATH, HOME, ABRA_DIR and DOCKER_… in its environment. Any exit is returned; only a
 * failed start is thrown.
 *
 * @param bin a path, or a name on PATH
 * @throws ABRA_NOT_STARTED, and the `signal`'s reason if it was aborted
 */
export async function runAbra(bin: string, args: readonly string[], options: AbraOptions): Promise<EndedProcess> {
  const { abraDir, home, env = process.env, ...rest } = options
  try {
    return await runProcess(absoluteUnlessName(bin), args, { ...rest, env: abraEnvironment(env, { abraDir, home }) })
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || syscall?.startsWith('spawn') !== true) throw error
    throw notStarted(bin, code, error)
  }
}

/** The path of the abra binary, found but not started. @throws ABRA_NOT_STARTED */
export function findAbra(bin: string, env: Readonly<Record<string, string | undefined>> = process.env): string {
  const found = findProgram(bin, env['PATH'] ?? '')
  if ('path' in found) return found.path
  throw notStarted(bin, found.errno)
}

/** The environment of abra and docker. */
export function abraEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  { abraDir, home }: { abraDir: string; home: string },
): Record<string, string> {
  const docker = Object.entries(from).filter(([name, value]) => name.startsWith('DOCKER_') && value !== undefined)
  return {
    ...Object.fromEntries(docker),
    PATH: absoluteFolders(from['PATH'] ?? ''),
    HOME: home,
    ABRA_DIR: abraDir,
  } as Record<string, string>
}

/** abra may run in another folder, so relative folders are resolved here. */
function absoluteFolders(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder))
    .join(delimiter)
}

function absoluteUnlessName(bin: string): string {
  return isAbsolute(bin) || !bin.includes('/') ? bin : resolve(bin)
}

function notStarted(path: string, errno: string, cause?: unknown): AbraVersionError<'ABRA_NOT_STARTED'> {
  const missing = path.includes('/') ? 'does not exist' : 'is not on PATH'
  const why = errno === 'ENOENT' ? missing : errno === 'EACCES' ? 'is not an executable program' : errno
  const advice = 'name the path of the abra binary, and check that it is executable'
  return new AbraVersionError('ABRA_NOT_STARTED', `${path} ${why}`, { path, errno }, { advice, cause })
}
