// The main job on real input, without Docker: what would a deploy of the sample recipe be stamped with, and why?
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { predict, readChaosVersion } from 'abra-deploy-version'

const bundle = new URL('../golden/recipes/discourse-sample.bundle', import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), 'abra-deploy-version-demo-'))
const head = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
const baseTag = '0.7.0+3.3.1'

function clone(name) {
  const dir = join(scratch, name)
  execFileSync('git', ['clone', '--quiet', decodeURIComponent(bundle), dir])
  return {
    dir,
    git: (...args) => execFileSync('git', ['-C', dir, '-c', 'advice.detachedHead=false', ...args], { stdio: 'pipe' }),
  }
}

async function show(title, dir) {
  const { chaosVersion, trace } = await readChaosVersion(dir, { home: scratch })
  console.log(`\n${title}\n  ${chaosVersion}`)
  for (const { rule, class: evidence, saw } of trace) console.log(`    ${rule} (${evidence}) ${saw}`)
}

async function choose(title, options) {
  const prediction = await predict(options)
  const { rule } =
    prediction.trace.findLast((step) => /^R(1[0-4]|3[0-6])$/.test(step.rule) && step.rule !== 'R36') ?? {}
  console.log(
    `  ${title}: ${prediction.outcome === 'stamp' ? prediction.version : `refused, ${prediction.message}`} [${rule}]`,
  )
}

try {
  console.log('Three ways to one HEAD (published case G4):')
  const first = clone('head-base-head')
  for (const revision of [head, baseTag, head]) first.git('checkout', '--quiet', revision)
  await show('a. head, the base tag, head again', first.dir)

  const second = clone('after-a-base-deploy')
  second.git('checkout', '--quiet', '--detach', `refs/tags/${baseTag}`)
  second.git('checkout', '--quiet', '--force', head)
  await show('b. a base deploy leaves HEAD at the tag, then a forced checkout of head', second.dir)

  const third = clone('mirror-with-upstream-tags')
  third.git('tag', '--delete', '0.5.0+3.1.0', '0.6.0+3.2.1', baseTag)
  third.git('fetch', '--quiet', 'origin', 'refs/tags/*:refs/tags/*')
  third.git('checkout', '--quiet', '--detach', `refs/tags/${baseTag}`)
  third.git('checkout', '--quiet', head)
  await show("c. a mirror at head, the upstream's tags fetched, a base deploy, head", third.dir)

  writeFileSync(join(third.dir, 'compose.ccci.yml'), 'version: "3.8"\n')
  await show('with an untracked compose.ccci.yml (G2)', third.dir)

  third.git('checkout', '--quiet', baseTag)
  await show('at the base tag, the overlay still there (G6)', third.dir)
  console.log('\nWhat abra app deploy would choose, with TYPE=discourse:0.6.0+3.2.1 in the .env file:')
  const abraDir = join(scratch, 'abra')
  mkdirSync(join(abraDir, 'servers', 'one.example.com'), { recursive: true })
  writeFileSync(join(abraDir, 'servers', 'one.example.com', 'forum.example.com.env'), 'TYPE=discourse:0.6.0+3.2.1\n')
  const place = { app: 'forum.example.com', abraDir, recipeDir: clone('recipe').dir, home: scratch }
  await choose('abra app deploy APP', { ...place, deployed: { deployed: false } })
  await choose('abra app deploy APP 0.5.0+3.1.0', { ...place, version: '0.5.0+3.1.0', deployed: { deployed: false } })
  await choose('abra app deploy APP --latest', { ...place, latest: true, deployed: { deployed: false } })
  await choose('abra app deploy APP --chaos', { ...place, chaos: true })
  await choose('the first again, with the overlay around', {
    ...place,
    recipeDir: third.dir,
    deployed: { deployed: false },
  })
  console.log(
    '\nAnd where the stamp was right, but is read after a rollback (published case G8, a recording of a real Swarm):\n',
  )
  const recording = fileURLToPath(new URL('../golden/swarm/rolled-back.json', import.meta.url))
  const cli = fileURLToPath(new URL('../dist/cli/start.cjs', import.meta.url))
  const arguments_ = ['explain', '--recording', recording, '--expect', '7ae7b0f7', '--checkout', first.dir]
  console.log(spawnSync(process.execPath, [cli, ...arguments_], { encoding: 'utf8' }).stdout)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
