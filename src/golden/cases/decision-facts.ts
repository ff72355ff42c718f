import type { DeployedState, DeployFacts } from '../../decide/deploy-facts.js'
import { AbraVersionError } from '../../errors.js'
import type { NamedRevision, PresentRecipe } from '../../recipe/facts/recipe-facts.js'

export const headCommit = 'a11ce000'.padEnd(40, '1')
export const branchCommit = 'b0b00000'.padEnd(40, '2')
export const olderTag = '1.0.0+1.0.0'
export const newestTag = '1.1.0+1.1.0'

interface Given {
  tags?: boolean
  clean?: boolean
  envVersion?: string
  deployed?: DeployedState
  missingSecrets?: DeployFacts['missingSecrets']
  recipe?: Partial<PresentRecipe>
}

/** Facts made by hand about one app: a recipe with two tags, or none, whose HEAD is on a branch of its own. The rule tables are asked of these. */
export function deployFacts({
  tags = true,
  clean = true,
  envVersion,
  deployed,
  missingSecrets,
  recipe,
}: Given): DeployFacts {
  const none = (revision: string): NamedRevision => ({
    kind: 'none',
    error: new AbraVersionError(
      'REVISION_NOT_FOUND',
      `recipe: ${revision} names no commit`,
      { revision, dir: 'recipe', goGit: 'reference not found' },
      { advice: 'choose another' },
    ),
  })
  const at = (kind: 'tag' | 'revision', commit: string): NamedRevision => ({ kind, commit, ambiguous: [], deletes: [] })
  const tagged = (commit: string, name: string) => (tags ? at('tag', commit) : none(name))
  const commit = '5eed5eed'.padEnd(40, '3')
  const revisions = new Map<string, NamedRevision>([
    [olderTag, tagged('c0ffee00'.padEnd(40, '4'), olderTag)],
    [newestTag, tagged('deca0000'.padEnd(40, '5'), newestTag)],
    ['5eed5eed', at('revision', commit)],
    [branchCommit.slice(0, 8), at('revision', branchCommit)],
    ['nowhere', none('nowhere')],
    ['unknown', none('unknown')],
    ['9.9.9+untagged', none('9.9.9+untagged')],
  ])
  const version = envVersion?.replace(/\+U$/, '')
  return {
    app: {
      name: 'cloud.example.com',
      stackName: 'cloud_example_com',
      recipe: {
        key: 'TYPE',
        name: 'custom-html',
        ...(version === undefined || envVersion === undefined ? {} : { version, rawVersion: envVersion }),
      },
    },
    recipe: {
      state: 'present',
      name: 'custom-html',
      dir: '/abra/recipes/custom-html',
      head: { hash: headCommit, name: 'HEAD' },
      worktree: {
        clean,
        files: clean ? [] : [{ path: 'compose.ccci.yml', change: '??' }],
        globalPatterns: undefined,
        profile: '5.16',
        profilesAgree: true,
        differences: [],
        findings: [],
      },
      defaultBranch: { name: 'main', commit: branchCommit, deletes: [] },
      tags: { ordered: tags ? [olderTag, newestTag] : [], unparsed: [] },
      revisions,
      ...recipe,
    },
    ...(deployed === undefined ? {} : { deployed }),
    ...(missingSecrets === undefined ? {} : { missingSecrets }),
  }
}
