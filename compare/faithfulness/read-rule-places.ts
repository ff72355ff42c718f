import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Where the source implements each rule: every line of a comment that names it, `src/decide/get-deploy-version.ts:56`. The rules' own texts are left out.
 *
 * @param src the folder src
 */
export function readRulePlaces(src: string): Record<string, readonly string[]> {
  const places = new Map<string, string[]>()
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  for (const path of files.filter((each) => !/^(?:rules|cli\/|errors\.ts)/.test(each)).sort()) {
    const lines = readFileSync(join(src, path), 'utf8').split('\n')
    for (const [at, line] of lines.entries()) {
      const comment = /(?:^\s*(?:\/\*\*|\*)|\/\/)(.*)/.exec(line)?.[1] ?? ''
      for (const [id] of comment.matchAll(/\b[RL]\d{1,3}\b/g)) {
        const place = `${relative('.', join(src, path))}:${at + 1}`
        places.set(id, [...(places.get(id) ?? []), place])
      }
    }
  }
  return Object.fromEntries(places)
}
