import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { readReleaseState } from './read-release-state.js'
import { releaseProblems } from './release-problems.js'

const usage = `Usage: npm run release [-- OPTIONS]

Checks the version, CHANGELOG.md and the worktree, then the build, types, lint and publint, and packs a tarball. Publishes nothing.

  --check         only the version, CHANGELOG.md and the worktree; builds and packs nothing
  --no-registry   the tarball is handed over as a file: repository, bugs and homepage may be missing`

const steps = ['run build', 'run types', 'run lint', 'exec -- publint --strict']

function release(): number {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, 'no-registry': { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help === true) {
    console.log(usage)
    return 0
  }
  const state = readReleaseState('.')
  const problems = releaseProblems(state, values['no-registry'] !== true)
  for (const problem of problems) console.error(`release: ${problem}`)
  if (problems.length > 0) return 1
  if (values.check === true) return 0
  for (const step of steps) {
    if (!npm(...step.split(' '))) {
      console.error(`release: npm ${step} failed: see above`)
      return 1
    }
  }
  // The build is done; npm would run it again.
  if (!npm('pack', '--ignore-scripts')) return 1
  const { version } = state.manifest
  console.log(
    `release: ${version} is packed. After bash .ci/run has passed: git tag v${version}, and publish the tarball.`,
  )
  return 0
}

function npm(...args: string[]): boolean {
  return spawnSync('npm', args, { stdio: 'inherit' }).status === 0
}

process.exitCode = release()
