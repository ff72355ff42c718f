import { defined } from '../defined.js'
import { defaultProfile } from '../git/profile.js'
import { readStamp } from '../stamp/stamp.js'
import type { Command } from './command.js'
import { compareConfigsWithSwarm } from './compare-configs.js'
import { deployHelp, deployOptions, withDeployArguments } from './deploy-options.js'
import { exitCodes } from './exit-codes.js'
import { tellingHashed } from './hash-progress.js'
import { predictionNotes } from './render-prediction.js'
import { renderStamp, type StampForm } from './render-stamp.js'
import { renderTrace } from './render-trace.js'
import { oneLine } from './terminal.js'
import { usage } from './usage.js'

export const stampCommand: Command = {
  name: 'stamp',
  synopsis: 'APP [VERSION] [options]',
  help: `Prints the compose file that abra app deploy APP [VERSION] would deploy, labels included. It is read
at that version from git's objects; in chaos as it lies in the checkout. The checkout is not moved
and nothing is deployed. To deploy it, give docker nothing else of the environment, or docker fills
variables without a value from there:

  abra-deploy-version stamp APP --chaos |
    env -i PATH="$PATH" HOME="$HOME" docker stack deploy -c - STACK

${deployHelp}

What to print:
  --diff                     a unified diff against the compose file without the stamps
  --json                     one JSON object: the configuration and what led to it
  --explain                  also print every rule applied, on stderr; --json has them in any case
  --files-dir DIR            write files that the compose file names (configs, secrets, env_file)
                             below DIR, as they are at that version, and print paths there; without
                             it paths in the checkout are printed, if the files there are the same

Exit codes: 0 fine, 2 it cannot be known, 3 abra would refuse or fail.`,
  options: {
    ...deployOptions,
    diff: { type: 'boolean' },
    json: { type: 'boolean' },
    explain: { type: 'boolean' },
    'files-dir': { type: 'string' },
  },
  async run(positionals, values) {
    const filesDir = typeof values['files-dir'] === 'string' ? values['files-dir'] : undefined
    if (filesDir === '') throw usage('--files-dir is empty', '--files-dir', 'name a folder', filesDir)
    if (values['diff'] === true && values['json'] === true)
      throw usage('--diff and --json contradict each other', '--diff', 'leave one of them out')
    return withDeployArguments('stamp', positionals, values, async ({ options, caveats, tellingWhy, swarm }) => {
      const {
        stamp: stamped,
        facts,
        details,
      } = await tellingWhy(() =>
        tellingHashed((onHashProgress) => readStamp({ ...options, ...defined({ filesDir }), onHashProgress })),
      )
      const warnings =
        facts === undefined || details === undefined || swarm === undefined || stamped.outcome === 'refuse'
          ? []
          : await compareConfigsWithSwarm(facts, details, swarm, options.profile ?? defaultProfile)
      const stamp = { ...stamped, warnings: [...stamped.warnings, ...warnings] }
      const form: StampForm = values['json'] === true ? 'json' : values['diff'] === true ? 'diff' : 'yaml'
      const { profile = defaultProfile } = options
      const notes = predictionNotes({
        prediction: stamp,
        profile,
        findings: [],
        envDifferences: [],
        log: [],
        explain: false,
      })
      return {
        stdout: renderStamp(stamp, form),
        stderr: [...caveats, ...(values['explain'] === true ? renderTrace(stamp.trace) : []), ...notes].map(oneLine),
        exitCode: stamp.outcome === 'refuse' ? exitCodes.refused : exitCodes.ok,
      }
    })
  },
}
