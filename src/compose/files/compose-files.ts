import { join } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import type { ComposeFile } from '../load-compose.js'
import { isInside, type RecipeTree } from './recipe-tree.js'

/** The loader's limit in bytes; a larger file is not read. */
const largestComposeFile = 1 << 20
const namesInMessage = 10

/**
 * Lists the compose files of an app: the names in `COMPOSE_FILE`, separated by `:`, else `compose.yml`. An empty `COMPOSE_FILE` gives one empty name,
 * not the default; this is unconfirmed.
 *
 * @throws SAFETY_LIMIT for a path outside the recipe, which is never opened
 * @rule R48
 */
export function composeFileNames(env: ReadonlyMap<string, string>): string[] {
  const names = env.get('COMPOSE_FILE')?.split(':') ?? ['compose.yml']
  for (const name of names) if (!isInside(name)) throw leaves(name)
  return names
}

/**
 * Reads compose files at one version of a recipe. Their paths are the ones in the checkout, even if the text comes from a commit.
 *
 * @throws COMPOSE_FILE_MISSING, with the existing files; COMPOSE_SYNTAX if a file is not UTF-8; SAFETY_LIMIT above 1 MiB
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

/** Decodes UTF-8, or UTF-16 with a byte order mark. The loader handles a byte order mark of UTF-8. */
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
  const what = `${path}, line ${line}, column ${column}: a byte that is not UTF-8`
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
  const files = tree.names().filter((file) => /compose[^/]*\.ya?ml$/.test(file))
  const shown = files.slice(0, namesInMessage).join(', ') + (files.length > namesInMessage ? ', …' : '')
  const at = tree.commit === undefined ? tree.dir : `${tree.dir} at ${tree.commit.slice(0, 8)}`
  const what = `${at} has no compose file ${JSON.stringify(name)} (there ${files.length === 0 ? 'is none' : `are ${shown}`})`
  const data = { dir: tree.dir, file: name, files, ...(tree.commit === undefined ? {} : { commit: tree.commit }) }
  return new AbraVersionError('COMPOSE_FILE_MISSING', what, data, {
    advice: 'correct COMPOSE_FILE, or choose another version',
  })
}
