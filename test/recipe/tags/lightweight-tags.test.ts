import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRecipe } from '../../../src/recipe/facts/read-recipe-facts.js'
import { git } from '../../support/git.js'
import { type BuiltScenario, type Step, withScenario } from '../../support/scenario.js'
import { expectUntouched } from '../../support/snapshot.js'

const steps: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'services: {app: {image: nginx}}\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1' },
  { do: 'tag', name: '1.1.0+1', annotated: true },
  { do: 'tag', name: '1.2.0+1', annotated: true, at: '1.1.0+1' },
  { do: 'tag', name: '1.3.0+1', at: 'HEAD:compose.yml' },
  { do: 'tag', name: 'zzz' },
]

function lightweight({ dir, home }: BuiltScenario): Promise<readonly string[] | undefined> {
  const head = git(dir, 'rev-parse', 'HEAD')
  return expectUntouched(dir, () => {
    const recipe = openRecipe({ dir, home })
    try {
      return recipe.lint(head)?.lightweightTags
    } finally {
      recipe.close()
    }
  })
}

/** What git says of them. */
function notAnnotated(dir: string): string[] {
  const lines = git(dir, 'for-each-ref', '--format=%(objecttype) %(refname:strip=2)', 'refs/tags').split('\n')
  return lines.flatMap((line) => (line.startsWith('tag ') ? [] : [line.slice(line.indexOf(' ') + 1)]))
}

async function expectAsGit(built: BuiltScenario): Promise<void> {
  const found = await lightweight(built)
  expect([...(found ?? [])].sort()).toEqual(notAnnotated(built.dir))
  expect(found).toEqual(['zzz', '1.0.0+1', '1.3.0+1'])
}

describe('lightweight tags', () => {
  it('are told from annotated ones as loose references', () => withScenario({ steps }, expectAsGit))

  it('are told by packed-refs, and by the objects where it does not tell', () =>
    withScenario({ steps }, async (built) => {
      git(built.dir, 'pack-refs', '--all')
      await expectAsGit(built)
      const packed = join(built.dir, '.git/packed-refs')
      writeFileSync(packed, readFileSync(packed, 'utf8').replace(' fully-peeled', ''))
      await expectAsGit(built)
      writeFileSync(packed, readFileSync(packed, 'utf8').replace(/^#.*\n/, ''))
      await expectAsGit(built)
    }))

  it('are told where objects lie in a pack, and where a loose reference hides a packed one', () =>
    withScenario({ steps }, async (built) => {
      git(built.dir, 'gc', '--quiet')
      await expectAsGit(built)
      const annotated = git(built.dir, 'rev-parse', '1.1.0+1')
      git(built.dir, 'update-ref', 'refs/tags/1.0.0+1', annotated)
      expect(await lightweight(built)).toEqual(['zzz', '1.3.0+1'])
    }))

  it('include a symbolic tag, and one whose object is missing or damaged, which go-git cannot read as a tag', () =>
    withScenario({ steps: steps.slice(0, 4) }, async (built) => {
      git(built.dir, 'symbolic-ref', 'refs/tags/sym', 'refs/tags/1.1.0+1')
      writeFileSync(join(built.dir, '.git/refs/tags/gone'), `${'1'.repeat(40)}\n`)
      expect(await lightweight(built)).toEqual(['gone', 'sym', '1.0.0+1'])
    }))

  it('are none where the tags cannot be listed', () =>
    withScenario({ steps }, async (built) => {
      writeFileSync(join(built.dir, '.git/refs/tags/empty'), '')
      expect(await lightweight(built)).toEqual([])
    }))
})
