import { AbraVersionError, isAbraVersionError } from '../errors.js'
import { paint } from './colour.js'
import { exitCodes } from './exit-codes.js'
import { program } from './general-answer.js'
import { print, stderr, stdout } from './print.js'
import { oneLine, toJson } from './terminal.js'

/** One line, never a stack trace: an error of ours says what to do, any other one asks for a report. */
export function reportError(thrown: unknown, args: readonly string[]): number {
  const error = isWorkingFolderGone(thrown) ? workingFolderGone(thrown) : thrown
  const known = error instanceof AbraVersionError
  const message = error instanceof Error ? error.message : String(error)
  if (args.includes('--json') && known && !isAbraVersionError(error, 'USAGE'))
    tryPrint(stdout, toJson({ schema: 1, error: withoutSecrets(error) }))
  const isOurs = known || message.includes('please report it')
  const apology = isOurs || isOfTheSystem(error) ? '' : ' (this is a bug in abra-deploy-version, please report it)'
  // USAGE names the help already.
  const pointer = known && !isAbraVersionError(error, 'USAGE') ? ` (explain ${error.code})` : ''
  tryPrint(stderr, `${paint(stderr, 'bad', `${program}:`)} ${oneLine(message)}${apology}${pointer}`)
  return exitCodes.unknown
}

function isWorkingFolderGone(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd'
}

function workingFolderGone(cause: unknown): AbraVersionError<'FILE_UNREADABLE'> {
  const data = { path: '.', errno: 'ENOENT', goGit: '' }
  const advice = 'change to a folder that exists, and run this again'
  return new AbraVersionError('FILE_UNREADABLE', 'the working folder was removed', data, { advice, cause })
}

/** A full disk, a closed terminal, a limit of the machine: the system refused, and its words say why. */
function isOfTheSystem(error: unknown): boolean {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return false
  return /^E[A-Z0-9]+$/.test(String(error.code))
}

/** Where an error cannot be written, the exit code has to do. */
function tryPrint(stream: typeof stdout | typeof stderr, line: string): void {
  try {
    print(stream, line)
  } catch (error) {
    if (!isAbraVersionError(error, 'FILE_UNWRITABLE')) throw error
  }
}

/** godotenv's message quotes the rest of the file, passwords included. */
function withoutSecrets(error: AbraVersionError): object {
  const { data, ...rest } = error.toJSON()
  return { ...rest, data: { ...data, godotenv: undefined } }
}
