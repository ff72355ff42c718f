import { delimiter, isAbsolute, resolve } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import { type EndedProcess, type ProcessOptions, runProcess } from './process-group.js'

export interface AbraOptions extends Omit<ProcessOptions, 'env'> {
  /** What abra takes for its own folder. */
  readonly abraDir: string
  /** What abra takes for the user's home, whose `~/.gitconfig` it reads. */
  readonly home: string
  /** Where PATH and DOCKER_… are taken from, and nothing else. Default: our own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Runs abra: no shell, the empty standard input, and of the environment only PATH, HOME, ABRA_DIR and DOCKER_…. How it ended is an answer, whatever
 * it is; only that it could not be started is not.
 *
 * @param bin a path, or a name to be found on PATH
 * @throws ABRA_NOT_STARTED, and the `signal`'s reason where it was aborted
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

/** All that abra, and docker beside it, see of our environment. */
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

/** abra runs in another folder than we do. */
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

function notStarted(path: string, errno: string, cause: unknown): AbraVersionError<'ABRA_NOT_STARTED'> {
  const why = errno === 'ENOENT' ? 'is not there' : errno === 'EACCES' ? 'is no program, or not executable' : errno
  const advice = 'name the abra binary by its path, and see that it may be executed'
  return new AbraVersionError('ABRA_NOT_STARTED', `${path} ${why}`, { path, errno }, { advice, cause })
}
