import { defined } from '../defined.js'
import { readGoGitProfile } from '../go-binary/read-go-git-profile.js'
import { type AbraRecording, recordAbra } from '../golden/record/record-abra.js'
import type { OptionValues } from './command.js'
import { nodeStream } from './node-stream.js'
import { stderr } from './print.js'
import { oneLine } from './terminal.js'
import { usage } from './usage.js'

/** What `golden record --abra` takes besides. */
export const recordAbraOptions = {
  abra: { type: 'string' },
  'any-version': { type: 'boolean' },
  stack: { type: 'string' },
  'abra-source': { type: 'string' },
} as const

/**
 * Records from the abra binary that `--abra` names, into `--out` or the golden folder. Progress goes to stderr. An interrupt is passed on to
 * ourselves once abra is gone and the scratch folder removed.
 */
export async function recordFromAbra(golden: () => string, values: OptionValues): Promise<readonly string[]> {
  const { abra, out } = values
  const text = (name: 'stack' | 'abra-source') => {
    const value = values[name]
    if (value === '') throw usage(`--${name} is empty`, `--${name}`, 'leave it out, or give it a value', value)
    return typeof value === 'string' ? value : undefined
  }
  if (typeof abra !== 'string' || abra === '') throw usage('--abra needs a path', '--abra', 'name the abra binary')
  if (!abra.includes('/'))
    throw usage(`--abra ${abra} is no path`, '--abra', `write ./${abra}, or its whole path`, abra)
  if (values['check'] === true)
    throw usage('--abra always writes', '--check', 'record elsewhere with --out DIR, and compare')
  const stop = new AbortController()
  let interrupted: NodeJS.Signals | undefined
  const interrupt = (signal: NodeJS.Signals) => {
    interrupted ??= signal
    stop.abort(signal)
  }
  for (const signal of signals) process.on(signal, interrupt)
  try {
    const recording = await recordAbra({
      abra,
      out: typeof out === 'string' ? out : golden(),
      anyVersion: values['any-version'] === true,
      ...defined({ stack: text('stack'), source: text('abra-source') }),
      signal: stop.signal,
      readGoGit: readGoGitProfile,
      onProgress: (done, total, name) => say(`${done} of ${total}: ${name}`),
    })
    say(summaryOf(recording))
    return recording.changed
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt)
    if (interrupted !== undefined) process.kill(process.pid, interrupted)
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

function summaryOf({ provenance, cases, stoppedEarly }: AbraRecording): string {
  const early = stoppedEarly.length === 0 ? '' : `, ${stoppedEarly.length} stopped before the secret`
  return `${cases} cases of ${provenance.of}, go-git ${provenance.goGit ?? 'unknown'}${early}`
}

function say(text: string): void {
  nodeStream(stderr).write(`${oneLine(text)}\n`)
}
