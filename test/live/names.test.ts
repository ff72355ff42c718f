import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type NamedKind, nameProblem } from '../../src/compose/convert/swarm-names.js'
import { IMAGE } from '../support/swarm.js'
import { skipped, swarmHost } from './stack.js'

const names = ['a', 'a.b', 'a_', 'a__b-c', '_a', 'a b', 'ä', 'a/b', ...[63, 64, 65].map((length) => 'n'.repeat(length))]

const creating: Record<NamedKind, (name: string) => string[]> = {
  network: (name) => ['network', 'create', '-d', 'overlay', name],
  service: (name) => ['service', 'create', '-d', '--no-resolve-image', '--replicas', '0', '--name', name, IMAGE],
  secret: (name) => ['secret', 'create', name, '/etc/hostname'],
  config: (name) => ['config', 'create', name, '/etc/hostname'],
  volume: (name) => ['volume', 'create', name],
}

/** What Swarm says against a name; undefined where it made the thing, which is removed again. */
async function refusal(kind: NamedKind, name: string): Promise<string | undefined> {
  const docker = (...args: string[]) => promisify(execFile)('docker', ['--host', swarmHost, ...args])
  try {
    await docker(...creating[kind](name))
  } catch (error) {
    return String((error as { stderr: string }).stderr)
  }
  await docker(kind, 'rm', name)
  return undefined
}

describe.skipIf(skipped !== '')(`names${skipped}`, () => {
  it.each(Object.keys(creating) as NamedKind[])(
    'R95: of a %s are refused in the words that nameProblem has',
    async (kind) => {
      for (const name of names) {
        const problem = nameProblem(kind, name)
        const said = await refusal(kind, name)
        if (problem === undefined) expect(said, name).toBeUndefined()
        else expect(said, name).toContain(problem)
      }
    },
    60_000,
  )
})
