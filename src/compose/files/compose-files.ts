import { join } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import type { ComposeFile } from '../load-compose.js'
import { isInside, type RecipeTree } from './recipe-tree.js'

/** What the loader takes; a larger file is not even read. */
const largestComposeFile = 1 << 20
const namesInMessage = 10

/**
 * Which compose files of the recipe an app uses: those that `COMPOSE_FILE` joins by `:`, else `compose.yml`. That an empty `COMPOSE_FILE` names no
 * file, rather than the default one, is unconfirmed.
 *
 * @throws SAFETY_LIMIT for a name that leads out of the recipe: no such file is opened
 * @rule R48
 */
export function composeFileNames(env: ReadonlyMap<string, string>): string[] {
  const names = env.get('COMPOSE_FILE')?.split(':') ?? ['compose.yml']
  for (const name of names) if (!isInside(name)) throw leaves(name)
  return names
}

/**
 * The texts of compose files at one version of a recipe. Their paths are those they have, or would have, in the checkout.
 *
 * @throws COMPOSE_FILE_MISSING, with the files there are; COMPOSE_SYNTAX for what is no UTF-8; SAFETY_LIMIT above 1 MiB
 * @rule R48
 */
export function readComposeFiles(tree: RecipeTree, names: readonly string[]): ComposeFile[] {
  return names.map((name) => {
    const bytes = tree.read(name, largestComposeFile)
    if (bytes === undefined) throw missing(tree, name)
    const path = join(tree.dir, name)
    return { path, text: decodeText(bytes, path) }
  })
}

/** YAML may be UTF-16 too, with a byte order mark. The mark of UTF-8 stays: the loader knows it. */
function decodeText(bytes: Buffer, path: string): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'be' : ''
  if (utf16 === 'be') return decodeText(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16(), path)
  try {
    return new TextDecoder(utf16 || 'utf-8', { fatal: true, ignoreBOM: utf16 === '' }).decode(bytes)
  } catch (cause) {
    throw notText(bytes, path, cause)
  }
}

function notText(bytes: Buffer, path: string, cause: unknown): AbraVersionError<'COMPOSE_SYNTAX'> {
  const good = new TextDecoder('utf-8').decode(bytes).split('�')[0] ?? ''
  const line = good.split('\n').length
  const column = good.length - good.lastIndexOf('\n')
  const docker = 'yaml: invalid leading UTF-8 octet'
  const what = `${path}, line ${line}, column ${column}: a byte that is no UTF-8`
  const details = { advice: 'save the file as UTF-8', cause }
  return new AbraVersionError('COMPOSE_SYNTAX', what, { path, line, column, docker }, details)
}

function leaves(name: string): AbraVersionError<'SAFETY_LIMIT'> {
  const limit = 'leads out of the recipe'
  const what = `COMPOSE_FILE names ${JSON.stringify(name)}, which ${limit}`
  const advice = 'name files of the recipe, relative to its folder and without ../, like compose.yml:compose.smtp.yml'
  return new AbraVersionError('SAFETY_LIMIT', what, { path: name, limit }, { advice })
}

function missing(tree: RecipeTree, name: string): AbraVersionError<'COMPOSE_FILE_MISSING'> {
  const files = tree.names().filter((file) => /\.ya?ml$/.test(file))
  const shown = files.slice(0, namesInMessage).join(', ') + (files.length > namesInMessage ? ', …' : '')
  const at = tree.commit === undefined ? tree.dir : `${tree.dir} at ${tree.commit.slice(0, 8)}`
  const what = `${at} has no compose file ${JSON.stringify(name)} (there ${files.length === 0 ? 'is none' : `are ${shown}`})`
  const data = { dir: tree.dir, file: name, files, ...(tree.commit === undefined ? {} : { commit: tree.commit }) }
  return new AbraVersionError('COMPOSE_FILE_MISSING', what, data, {
    advice: 'correct COMPOSE_FILE, or choose another version',
  })
}
