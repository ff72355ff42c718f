import { readUserFile } from '../app/files/read-user-file.js'
import { AbraVersionError } from '../errors.js'
import type { Command, OptionValues as Values } from './command.js'

/** The keys of a settings file that concern this program; others are ignored. */
export interface Settings {
  readonly path: string
  /** `ABRA_DIR`, unchanged. */
  readonly abraDir?: string
  /** `DOCKER_HOST`, unchanged. */
  readonly dockerHost?: string
  /** Defaults of options: the whole key (`ABRA_DEPLOY_VERSION_GO_GIT`) and its value. */
  readonly defaults: ReadonlyMap<string, string>
}

const largestFile = 64 * 1024
const prefix = 'ABRA_DEPLOY_VERSION_'

/**
 * A project's own settings, in the usual grammar of `.env` files (npm dotenv's, not the one of abra's app files). An empty `ABRA_DIR` or
 * `DOCKER_HOST` counts as none.
 *
 * @throws FILE_UNREADABLE, SAFETY_LIMIT above 64 KiB and for what is no regular file
 */
export async function readSettings(path: string): Promise<Settings> {
  const text = readUserFile(path, largestFile)
  const { parse } = await import('dotenv')
  const entries = Object.entries(parse(text))
  const value = (key: string) => entries.find(([name, text]) => name === key && text !== '')?.[1]
  const [abraDir, dockerHost] = [value('ABRA_DIR'), value('DOCKER_HOST')]
  return {
    path,
    ...(abraDir === undefined ? {} : { abraDir }),
    ...(dockerHost === undefined ? {} : { dockerHost }),
    defaults: new Map(entries.filter(([key]) => key.startsWith(prefix))),
  }
}

/**
 * The values of a command's options; those not given on the command line come from the file that `--settings` names. Without `--settings` no
 * file is read, and never a `.env` of the working folder.
 *
 * @param elsewhere options that only other commands have: one file may serve all commands
 * @throws SETTINGS_INVALID, and every code of {@link readSettings}
 */
export async function applySettings(
  options: Command['options'],
  given: Values,
  elsewhere: readonly string[] = [],
): Promise<Values> {
  const path = given['settings']
  return typeof path === 'string' ? withSettings(await readSettings(path), options, given, elsewhere) : given
}

/**
 * The command line beats the settings. `ABRA_DIR` and `DOCKER_HOST` stand for `--abra-dir` and `--docker-host` of commands that have them, after
 * `ABRA_DEPLOY_VERSION_ABRA_DIR` and `ABRA_DEPLOY_VERSION_DOCKER_HOST`.
 *
 * @throws SETTINGS_INVALID for a key that names no option and for a switch that is neither `true` nor `false`
 */
export function withSettings(
  settings: Settings,
  options: Command['options'],
  given: Values,
  elsewhere: readonly string[] = [],
): Values {
  const names = Object.keys(options).filter((name) => name !== 'settings')
  const values: Record<string, string | boolean> = {}
  if (names.includes('abra-dir') && settings.abraDir !== undefined) values['abra-dir'] = settings.abraDir
  if (names.includes('docker-host') && settings.dockerHost !== undefined) values['docker-host'] = settings.dockerHost
  for (const [key, value] of settings.defaults) {
    const name = names.find((option) => keyOf(option) === key)
    if (name === undefined) {
      if (!elsewhere.some((option) => keyOf(option) === key)) throw unknownKey(settings.path, key, value, names)
    } else if (options[name]?.type === 'boolean') {
      if (value !== 'true' && value !== 'false') throw badSwitch(settings.path, key, value)
      values[name] = value === 'true'
    } else if (value !== '') {
      values[name] = value
    }
  }
  const spoken = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...values, ...Object.fromEntries(spoken) }
}

/** `--go-git` is `ABRA_DEPLOY_VERSION_GO_GIT`. */
function keyOf(option: string): string {
  return prefix + option.toUpperCase().replaceAll('-', '_')
}

function unknownKey(
  path: string,
  key: string,
  value: string,
  names: readonly string[],
): AbraVersionError<'SETTINGS_INVALID'> {
  return new AbraVersionError(
    'SETTINGS_INVALID',
    `${path}: ${key}=${value} sets no option of this command`,
    { path, key, value },
    { advice: `the keys are ABRA_DIR, DOCKER_HOST, ${names.map(keyOf).join(', ')}` },
  )
}

function badSwitch(path: string, key: string, value: string): AbraVersionError<'SETTINGS_INVALID'> {
  return new AbraVersionError(
    'SETTINGS_INVALID',
    `${path}: ${key}=${value} is neither true nor false`,
    { path, key, value },
    { advice: 'write true or false' },
  )
}
