import { meetsExpectation } from '../decide/expectation.js'
import { readChaosFacts } from '../recipe/chaos-version/chaos-version.js'
import type { Command } from './command.js'
import { exitCodes } from './exit-codes.js'
import { chooseProfile } from './go-git-option.js'
import { tellingHashed } from './hash-progress.js'
import { oneLine } from './terminal.js'
import { usage } from './usage.js'

export const chaosVersionCommand: Command = {
  name: 'chaos-version',
  synopsis: '[DIR] [options]',
  help: `Prints what abra app deploy -C would stamp: the first 8 digits of HEAD, and +U unless go-git finds
the worktree clean. DIR is the checkout of the recipe (default: the working folder). Nothing in it is written
or executed.

Options:
  --go-git RELEASE   answer like go-git 5.16 (default), 5.17 or 5.19; auto: like the one in --abra
  --abra PATH        an abra binary; its build information names the go-git release (it is not run)
  --home DIR         home folder of the user who runs abra, for ~/.gitconfig (default: HOME)
  --expect VERSION   exit 1 unless this is the answer: a commit by its first 7 digits or more, +U
                     compared if given
  --strict           with --expect: compare +U also where VERSION has none
  --junit FILE       with --expect: a JUnit report: one test, which fails where the exit code is 1
  --settings FILE    defaults of these options (ABRA_DEPLOY_VERSION_GO_GIT=5.17); read only if named
  --explain          also print the rules applied, each file that makes the tree dirty, and the fix
  --json             one JSON object

Exit codes: 0 fine, 1 not the expected version, 2 it cannot be known.`,
  options: {
    'go-git': { type: 'string' },
    abra: { type: 'string' },
    home: { type: 'string' },
    expect: { type: 'string' },
    strict: { type: 'boolean' },
    junit: { type: 'string' },
    settings: { type: 'string' },
    explain: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(positionals, values) {
    const [dir = '.', ...more] = positionals
    if (dir === '') throw usage('the folder is empty', 'DIR', 'name the checkout of the recipe, or leave it out')
    if (more.length > 0) throw usage('chaos-version takes one folder', 'DIR', `leave out ${more.join(' ')}`, more[0])
    const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
    const expected = text('expect')
    if (values['strict'] === true && expected === undefined)
      throw usage('--strict compares with nothing', '--strict', 'add --expect VERSION')
    const junit = text('junit')
    if (junit !== undefined && expected === undefined)
      throw usage('--junit has nothing to test', '--junit', 'add --expect VERSION')
    const { profile, caveats } = await chooseProfile(text('go-git'), text('abra'))
    const home = text('home')
    const read = () =>
      tellingHashed((onHashProgress) =>
        readChaosFacts(dir, { profile, ...(home === undefined ? {} : { home }), onHashProgress }),
      )
    const facts = await (junit === undefined
      ? read()
      : (await import('./write-junit.js')).withJunitOfError(junit, 'chaos-version', read))
    const { chaosVersion, worktree } = facts
    const meets =
      expected === undefined || meetsExpectation(chaosVersion, expected, { strict: values['strict'] === true })
    const warnings = [
      ...caveats,
      ...worktree.differences.map((difference) => difference.text),
      ...(meets ? [] : [`expected ${expected}, the answer is ${chaosVersion}`]),
    ]
    const how = { explain: values['explain'] === true, json: values['json'] === true }
    if (junit !== undefined && expected !== undefined)
      (await import('./chaos-junit.js')).writeChaosJunit(junit, facts, expected, meets)
    // The rules are many texts, and the answer alone needs none of them.
    const explained = how.explain || how.json ? await import('./explain-chaos-version.js') : undefined
    return {
      stdout: explained?.explainChaosVersion(facts, how) ?? chaosVersion,
      stderr: warnings.map(oneLine),
      exitCode: meets ? exitCodes.ok : exitCodes.no,
    }
  },
}
