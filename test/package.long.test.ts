import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import type * as api from '../src/index.js'
import { demandFreshBuild } from './support/fresh-build.js'

interface Manifest {
  version: string
  bin: Record<string, string>
  engines: { node: string }
  scripts: Record<string, string>
  dependencies: Record<string, string>
}

/** An entry of package-lock.json. */
interface Locked {
  dev?: boolean
  devOptional?: boolean
  hasInstallScript?: boolean
  dependencies?: Record<string, string>
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest

beforeAll(() => demandFreshBuild())

describe('the package', () => {
  it('exports exactly what src/index.ts lists, values and errors alike', async () => {
    const built = (await import('../dist/index.js' as string)) as Record<string, unknown>
    const source = (await import('../src/index.js')) as Record<string, unknown>
    expect(Object.keys(built).sort()).toEqual(Object.keys(source).sort())
    expect(Object.keys(source).sort()).toEqual([
      'AbraVersionError',
      'InternalError',
      'abraDeployer',
      'abraDir',
      'abraLog',
      'abraWaitReport',
      'appDomain',
      'assertUpgraded',
      'assess',
      'assessLint',
      'chaosRedeploy',
      'chaosVersion',
      'checkConfigs',
      'checkConvertible',
      'checkRecipe',
      'checkUpgraded',
      'checkoutFindingInfo',
      'checkoutRef',
      'chooseUpgradeBase',
      'compareFleets',
      'compareTags',
      'connectSwarm',
      'deployedIdentity',
      'dotenvDifferences',
      'driftInfo',
      'ensure',
      'explain',
      'explainDrift',
      'exposeAllEnv',
      'exposedVariables',
      'fetchRecipe',
      'findApp',
      'findStackCollisions',
      'fleetStateInfo',
      'fleetStates',
      'getDeployMeta',
      'getDeployVersion',
      'getEnsureContext',
      'headComposeVersion',
      'isAbraVersionError',
      'isUnconfirmed',
      'listApps',
      'loadCompose',
      'makeRunAbraDir',
      'meetsExpectation',
      'missingSecrets',
      'orderTags',
      'parseAppLs',
      'parseAppPs',
      'parseEnv',
      'parseFleet',
      'parseLabels',
      'performUpgrade',
      'planEnsure',
      'planEnsureVersion',
      'predict',
      'predictApps',
      'predictDeploy',
      'prepullImages',
      'profiles',
      'provideOverlay',
      'pruneOrphans',
      'putBackUpgrade',
      'rawSecretNames',
      'readApp',
      'readBuildInfo',
      'readChaosVersion',
      'readDeployFacts',
      'readFleet',
      'readGoGitProfile',
      'readPrediction',
      'readRecipeFacts',
      'readReleaseNotes',
      'readRun',
      'readRuns',
      'readWorktreeStatus',
      'recipeDir',
      'recipeFolder',
      'recordRun',
      'recordUpgrade',
      'removeOverlay',
      'renderCompose',
      'renderFleetPage',
      'renderTimelinePage',
      'requiredSecrets',
      'resolveRevision',
      'rule',
      'rules',
      'setChaosLabel',
      'setChaosVersionLabel',
      'setEnv',
      'setRecipeLabel',
      'setVersionLabel',
      'shouldPromote',
      'smallSHA',
      'stackDeployer',
      'stackName',
      'stamp',
      'sweepDecision',
      'takeBaseline',
      'takeSnapshot',
      'timelineOf',
      'unconfirmedPart',
      'validateDeployFlags',
      'verdictInfo',
      'waitForConvergence',
      'waitHealthy',
      'watchFleet',
      'withStackLock',
      'writeRecipeVersion',
    ])
  })

  const paths = packedPaths()

  it('packs the build, the documentation, the examples and the goldens, no sources and no tests', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'dist/index.js',
        'dist/index.d.ts',
        'dist/bundled.js',
        'dist/parts/compose.cjs',
        'dist/parts/cli.cjs',
        'dist/parts/schema-3.8.cjs',
        'dist/cli/start.cjs',
        'dist/stat-worker.cjs',
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'CONTRIBUTING.md',
        'SECURITY.md',
        'docs/safety.md',
        'examples/demo.mjs',
        'dist/golden/manifest.json',
      ]),
    )
    expect(
      paths.filter((path) => /^(?:src|test|build|compare|bench|scripts|\.ci|\.github|node_modules)\//.test(path)),
    ).toEqual([])
  })

  it('has the ids of the rules in its types, and no text of a rule or of a finding', async () => {
    const declarations = readdirSync('dist').filter((file) => file.endsWith('.d.ts'))
    const text = declarations.map((file) => readFileSync(join('dist', file), 'utf8')).join('\n')
    // The examples in comments may quote a text.
    const types = text.replace(/\/\*\*[\s\S]*?\*\//g, '')
    expect(types).toContain('declare const checkoutFindingInfo')
    const { rules, checkoutFindingInfo } = (await import('../dist/index.js' as string)) as typeof api
    const texts = [
      ...rules.map(({ text }) => text),
      ...Object.values(checkoutFindingInfo).flatMap(({ title, fix }) => [title, fix]),
    ]
    const literals = (text: string) => [JSON.stringify(text), `'${text}'`, `\`${text}\``]
    expect(texts.filter((text) => literals(text).some((literal) => types.includes(literal)))).toEqual([])
    for (const { id } of rules) expect(types).toContain(`"${id}"`)
  })

  it('has types that the strictest compiler accepts, for users without skipLibCheck', () => {
    const options = {
      ...{ strict: true, noEmit: true, skipLibCheck: false, types: ['node'] },
      ...{
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        target: ts.ScriptTarget.ES2023,
      },
    }
    const files = readdirSync('dist').filter((file) => file.endsWith('.d.ts'))
    const program = ts.createProgram(
      files.map((file) => join('dist', file)),
      options,
    )
    const found = ts.getPreEmitDiagnostics(program).filter(({ file }) => file?.fileName.startsWith('dist/'))
    expect(files).toContain('index.d.ts')
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([])
  })

  it('knows the errors of another copy of itself as its own', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'second-copy-'))
    try {
      cpSync('dist', join(dir, 'dist'), { recursive: true })
      cpSync('package.json', join(dir, 'package.json'))
      symlinkSync(resolve('node_modules'), join(dir, 'node_modules'))
      const first = (await import('../dist/index.js' as string)) as typeof api
      const second = (await import(pathToFileURL(join(dir, 'dist/index.js')).href)) as typeof api
      const error = new second.AbraVersionError('REVISION_UNSUPPORTED', 'x', { revision: 'x' }, { advice: 'y' })
      expect(error).not.toBeInstanceOf(first.AbraVersionError)
      expect(first.isAbraVersionError(error)).toBe(true)
      expect(first.isAbraVersionError(error, 'REVISION_UNSUPPORTED')).toBe(true)
      expect(first.isAbraVersionError(error, 'USAGE')).toBe(false)
      expect(first.isAbraVersionError(new second.InternalError('x'))).toBe(false)
      expect(first.isAbraVersionError(Object.assign(new Error('x'), { name: 'AbraVersionError' }))).toBe(false)
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  it('packs the goldens compressed, a file a family, and few other files', () => {
    const families = readdirSync('golden/library').map((family) => `dist/golden/library/${family}.jsonl.gz`)
    expect(paths.filter((path) => path.startsWith('dist/golden/')).sort()).toEqual(
      [
        ...families,
        ...['published', 'recipes', 'rules'].map((source) => `dist/golden/${source}.jsonl.gz`),
        'dist/golden/known-divergences.json',
        'dist/golden/manifest.json',
      ].sort(),
    )
    // What the documentation links to and the demonstration reads.
    expect(paths.filter((path) => path.startsWith('golden/')).sort()).toEqual([
      'golden/README.md',
      'golden/binary/README.md',
      'golden/recipes/discourse-sample.bundle',
      'golden/reference/README.md',
      'golden/rules/README.md',
      'golden/rules/deploy-decision.tsv',
      'golden/swarm/rolled-back.json',
    ])
    expect(paths.length).toBeLessThan(200)
  })

  it('names its own version on the command line', () => {
    const bin = manifest.bin['abra-deploy-version'] ?? ''
    expect(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' })).toBe(`${manifest.version}\n`)
  })

  it('brings at most 75 packages, itself included, of which none runs a script when it is installed', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
    const { '': root, ...rest } = packages
    const installed = Object.values(rest).filter(({ dev, devOptional }) => dev !== true && devOptional !== true)
    expect(root?.dependencies).toEqual(manifest.dependencies)
    expect(installed.length).toBeGreaterThanOrEqual(Object.keys(manifest.dependencies).length)
    expect(installed.length + 1).toBeLessThanOrEqual(75)
    expect(installed.filter(({ hasInstallScript }) => hasInstallScript === true)).toEqual([])
    // npm runs these, and prepare where it is no registry it installs from; newer releases of npm warn of each.
    expect(['preinstall', 'install', 'postinstall', 'prepare'].filter((script) => script in manifest.scripts)).toEqual(
      [],
    )
  })

  it('needs the releases of Node that the README names', () => {
    expect(manifest.engines.node).toBe('^20.19 || >=22.12')
    expect(readFileSync('README.md', 'utf8')).toContain('Node 20 from 20.19, or 22.12 and later')
  })

  it('has no registry address in its lock file', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved"/)
  })
})

function packedPaths(): string[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const printed = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [pack] = JSON.parse(printed) as [{ files: { path: string }[] }]
  return pack.files.map(({ path }) => path)
}
