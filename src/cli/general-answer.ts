import manifest from '../../package.json' with { type: 'json' }
import { commandSummaries } from './command-summaries.js'
import { fill } from './render-help.js'

export const program = 'abra-deploy-version'

/** Text for --help, --version or no arguments; undefined for a command. */
export function generalAnswer(name: string | undefined): string | undefined {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return overview()
  return name === '--version' || name === '-V' ? manifest.version : undefined
}

function overview(): string {
  const rows = Object.entries(commandSummaries).flatMap(([name, summary]) =>
    fill(summary, 80 - 19).map((line, at) => `  ${(at === 0 ? name : '').padEnd(16)} ${line}`),
  )
  return [
    `Usage: ${program} COMMAND [options]`,
    '',
    'Says which version abra will stamp on a Co-op Cloud app, before it is deployed.',
    '',
    'Commands:',
    ...rows,
    '',
    `${program} help COMMAND, or COMMAND --help, explains a command.`,
    `-V, --version prints the version of this program.`,
    '',
    'Exit codes: 0 fine, 1 answered and the answer is no, 2 usage or it cannot be',
    'known, 3 abra would refuse, 124 timed out, 130 interrupted.',
  ].join('\n')
}
