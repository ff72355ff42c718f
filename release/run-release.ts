import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { packPackage } from './pack-package.js'
import { readReleaseState } from './read-release-state.js'
import { registryAddresses } from './registry-addresses.js'
import { releaseProblems } from './release-problems.js'
import { askAudit, writeSbom } from './supply-chain.js'

const usage = `Usage: npm run release [-- OPTIONS]

Checks the version, CHANGELOG.md, the worktree, the lock file and licences, asks npm audit, then runs the build, types, lint and publint, and packs a
tarball and its bill of materials (CycloneDX). Publishes nothing.

  --check            only the version, CHANGELOG.md, the worktree, the lock file and licences; asks, builds and packs nothing
  --repository URL   where people reach the project, such as https://HOST/OWNER/NAME: the packed package.json gets repository, bugs and homepage
  --no-registry      the tarball is handed over as a file: repository, bugs and homepage may be missing
  --no-audit         npm audit is not asked: the registry does not answer it, and its advisories were read by hand`

const steps = ['run build', 'run types', 'run lint', 'exec -- publint --strict']

function release(): number {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean' },
      repository: { type: 'string' },
      'no-registry': { type: 'boolean' },
      'no-audit': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    console.log(usage)
    return 0
  }
  const addresses = values.repository === undefined ? undefined : registryAddresses(values.repository)
  const read = readReleaseState('.')
  const state = { ...read, manifest: { ...read.manifest, ...addresses } }
  const problems = releaseProblems(state, values['no-registry'] !== true)
  for (const problem of problems) console.error(`release: ${problem}`)
  if (problems.length > 0) return 1
  if (values.check === true) return 0
  const found = values['no-audit'] === true ? [] : askAudit('.')
  for (const problem of found) console.error(`release: ${problem}`)
  if (found.length > 0) return 1
  for (const step of steps) {
    if (!npm(...step.split(' '))) {
      console.error(`release: npm ${step} failed: see above`)
      return 1
    }
  }
  if (!packPackage('.', addresses)) return 1
  const { version } = state.manifest
  console.log(
    `release: ${version} is packed, ${writeSbom('.', version)} says what it brings. After bash .ci/run has passed: git tag v${version}, and publish the tarball.`,
  )
  return 0
}

function npm(...args: string[]): boolean {
  return spawnSync('npm', args, { stdio: 'inherit' }).status === 0
}

try {
  process.exitCode = release()
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`release: ${error.message}`)
  process.exitCode = 2
}
