import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'

/** The name git gives to an object, worked out from the format alone. */
export function objectHash(type: string, content: Buffer | string): string {
  const bytes = Buffer.from(content)
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')
}

/** Where a loose object lies below the git folder. */
export function looseObjectPath(hash: string): string {
  return `objects/${hash.slice(0, 2)}/${hash.slice(2)}`
}

/** Writes any bytes in the place of a loose object. */
export function writeLooseBytes(gitDir: string, hash: string, bytes: Buffer): void {
  const path = join(gitDir, looseObjectPath(hash))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** Writes a loose object that git itself would refuse to make, and gives its name. */
export function writeLooseObject(gitDir: string, type: string, content: Buffer | string): string {
  const bytes = Buffer.from(content)
  const hash = objectHash(type, bytes)
  writeLooseBytes(gitDir, hash, deflateSync(Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])))
  return hash
}

/** The bytes of a tree with these entries, in the order given and with modes as they are written. */
export function treeBytes(entries: readonly { mode: string; name: string; hash: string }[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ mode, name, hash }) => [
      Buffer.from(`${mode} `),
      Buffer.from(name, 'latin1'),
      Buffer.from([0]),
      Buffer.from(hash, 'hex'),
    ]),
  )
}
