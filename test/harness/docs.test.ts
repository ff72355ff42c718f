import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const text = readFileSync('docs/harness.md', 'utf8')
const sources = ['src/harness', 'src/swarm', 'src/app'].flatMap((dir) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(dir, name), 'utf8')),
)

describe('docs/harness.md', () => {
  it('names functions that exist', () => {
    const named = new Set([...text.matchAll(/`(\w+)\(\)`/g)].map(([, name = '']) => name))
    expect(named.size).toBeGreaterThan(20)
    const missing = [...named].filter((name) => !sources.some((source) => source.includes(` function ${name}`)))
    expect(missing).toEqual([])
  })

  it('names files that exist', () => {
    for (const [, path = ''] of text.matchAll(/`?((?:docs|examples)\/[\w.-]+)/g))
      expect(() => readFileSync(path.replace(/\.$/, '')), path).not.toThrow()
  })

  it('names error codes that exist', () => {
    const errors = readFileSync('src/errors.ts', 'utf8')
    for (const [, code = ''] of text.matchAll(/`([A-Z]+_[A-Z_]+)`/g))
      if (!['ABRA_LOCK_DIR', 'COMPOSE_FILE', 'ABRA_DIR'].includes(code)) expect(errors, code).toContain(`  ${code}: `)
  })
})
