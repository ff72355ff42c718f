import { findGoldenFolder, withGoldenFiles } from '../golden/cases/golden-folder.js'
import { type GoldenSourceName, goldenSources } from '../golden/verify/golden-source.js'
import { countGoldens, renderGoldenReport } from '../golden/verify/render-golden-report.js'
import { verifyGoldens } from '../golden/verify/verify-goldens.js'
import { visibleText } from '../visible-text.js'
import type { Command, OptionValues } from './command.js'
import { didYouMean } from './did-you-mean.js'
import { exitCodes } from './exit-codes.js'
import { goldenProgress } from './golden-progress.js'
import { recordGoldens, recordOptions } from './golden-record.js'
import { nodeStream } from './node-stream.js'
import { stderr } from './print.js'
import { toJson } from './terminal.js'
import { usage } from './usage.js'

export const goldenCommand: Command = {
  name: 'golden',
  synopsis: 'verify|record [options]',
  help: `golden verify asks this program about every golden case and names the first stage that differs. It needs git, but neither Go nor
Docker. Exit code 1: something differs, or a golden file is not what was recorded.

  --source NAMES     only these, separated by commas: ${goldenSources.join(', ')}
  --family NAME      only cases of this family
  --json             one JSON object

golden record --reference asks the Go libraries themselves and writes golden/library and the manifest. It needs git and Go 1.26.

  --programs DIR     the reference programs, built already by golden/reference/build.sh
  --out DIR          write into this folder instead
  --check            write nothing; exit code 1 where a recording would change a byte

golden record --renovate DIR asks Renovate about the order of tags and writes golden/library/tag-order, with --out and --check as above.
DIR is that of npm install --prefix DIR --ignore-scripts renovate@44.121.2, which asks for Node 24.11.

golden record --tables renews what the manifest says of tables and published cases, which are written by hand. It asks no library.

golden record --abra PATH asks a real abra, on a machine whose Docker is a Swarm manager, and writes golden/binary. Nothing is deployed.

  --out DIR          write into this folder instead
  --any-version      record from another abra than the one this program is a port of, too
  --stack NAME       also keep the environment of the service app of this deployed stack: every name, but the values of TYPE, RECIPE,
                     STACK_NAME, COMPOSE_FILE and …_VERSION alone
  --abra-source DIR  also keep which modules abra's source has in vendor/modules.txt

  --golden DIR       the golden folder (default: this package's own)`,
  options: {
    source: { type: 'string' },
    family: { type: 'string' },
    json: { type: 'boolean' },
    golden: { type: 'string' },
    ...recordOptions,
  },
  async run(positionals, values) {
    const [action, ...more] = positionals
    if (more.length > 0) throw usage('golden takes one word', 'golden', `leave out ${more.join(' ')}`, more[0])
    const named = values['golden']
    const folder = () => findGoldenFolder(typeof named === 'string' ? named : undefined)
    if (action === 'verify') return withGoldenFiles(folder(), (golden) => verify(golden, values))
    if (action === 'record') return recordGoldens(folder, values)
    const meant = action === undefined ? '' : didYouMean(action, ['verify', 'record'])
    throw usage(`golden needs to know what to do${meant}`, 'golden', 'say golden verify or golden record', action)
  },
}

async function verify(golden: string, values: OptionValues) {
  const { family } = values
  const sources = values['source'] === undefined ? {} : { sources: chosenSources(String(values['source'])) }
  const progress = goldenProgress(nodeStream(stderr))
  const report = await verifyGoldens(golden, {
    ...sources,
    ...(typeof family === 'string' ? { family } : {}),
    onProgress: progress.show,
  }).finally(progress.end)
  const { results, ...rest } = report
  const json = { schema: 1, ...rest, counts: countGoldens(report), results }
  return {
    stdout: values['json'] === true ? toJson(json) : renderGoldenReport(report).map(visibleText).join('\n'),
    stderr: [],
    exitCode: report.passed ? exitCodes.ok : exitCodes.no,
  }
}

function chosenSources(text: string): GoldenSourceName[] {
  return text.split(',').map((name) => {
    const found = goldenSources.find((source) => source === name)
    if (found === undefined)
      throw usage(`--source ${name}`, '--source', `give some of ${goldenSources.join(', ')}`, name)
    return found
  })
}
