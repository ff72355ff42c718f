import { lstatSync, readdirSync } from 'node:fs'
import { encodeBytePath } from '../../byte-string/byte-path.js'
import { compareByteStrings } from '../../byte-string/byte-string.js'

/** Everything in a checkout that is no folder, `.git` at any depth left out, in byte order. */
export function listFiles(dir: string): string[] {
  const found: string[] = []
  const visit = (folder: Buffer, below: string) => {
    for (const entry of readdirSync(folder, { encoding: 'buffer' })) {
      const name = entry.toString('latin1')
      if (name === '.git') continue
      const path = Buffer.concat([folder, Buffer.from('/'), entry])
      if (lstatSync(path).isDirectory()) visit(path, `${below}${name}/`)
      else found.push(below + name)
    }
  }
  visit(Buffer.from(dir), '')
  return found.sort(compareByteStrings).map((path) => encodeBytePath(Buffer.from(path, 'latin1')))
}
