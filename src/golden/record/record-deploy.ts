import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { runAbra } from '../../harness/deployer/abra-command.js'
import { firstLine } from '../../harness/deployer/abra-version.js'
import { type AbraOutput, parseAbraOutput } from '../../harness/deployer/parse-abra-output.js'
import type { EndedProcess } from '../../run-process.js'
import type { BinaryAnswer, DeployCase } from '../cases/binary-case.js'
import { readCheckoutState } from '../scenario/checkout-state.js'
import { placedError } from '../scenario/placed-error.js'
import { type AbraScratch, makeAbraScratch, recordedApp } from './abra-scratch.js'

export interface RecordDeployOptions {
  readonly abra: string
  /** A folder for this case alone; it is made, and removed afterwards. */
  readonly into: string
  /** Milliseconds. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** R5: the words of a deploy that got as far as the secrets. */
const secretMissing = /\bsecret not (?:generated|inserted)\b/

/**
 * Builds a case's folder, asks abra for the deploy and reads what became of it.
 *
 * @throws `USAGE` where the case has no secret to stop at, or cannot be built; ABRA_FAILED where the run hangs, dies, ends well, or says nothing
 * that can be read
 * @rule R5 R6
 */
export async function recordDeploy(one: DeployCase, options: RecordDeployOptions): Promise<BinaryAnswer> {
  const { abra, into, timeoutMs, signal } = options
  mkdirSync(into)
  try {
    const scratch = await makeScratch(one, into)
    const before = await readCheckoutState(scratch.recipeDir)
    const args = dryRunArguments(one)
    const { abraDir, home, root } = scratch
    const ran = await runAbra(abra, args, {
      abraDir,
      home,
      cwd: root,
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    })
    const [stdout, stderr] = [ran.stdout, ran.stderr].map((text) => parseAbraOutput(withoutScratch(text, scratch)))
    const output = { stdout, stderr } as { stdout: AbraOutput; stderr: AbraOutput }
    checkEnd(ran, output, args, `${one.family}/${one.name}`)
    const after = await readCheckoutState(scratch.recipeDir)
    const left = new Set(after.files)
    const taken = output.stdout.versionLine ?? output.stderr.versionLine
    const fatal = [...output.stdout.fatal, ...output.stderr.fatal]
    return {
      exitCode: ran.exitCode,
      end: fatal.some((text) => secretMissing.test(text)) ? 'secret' : 'stopped-early',
      versionLine: taken === undefined ? null : { source: taken.source ?? null, version: taken.version },
      fatal,
      stdout: output.stdout.lines,
      ...(output.stderr.lines.length === 0 ? {} : { stderr: output.stderr.lines }),
      head: after.head,
      status: after.status,
      deleted: before.untracked.filter((path) => !left.has(path)),
      env: readFileSync(scratch.envPath, 'utf8'),
    }
  } finally {
    rmSync(into, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** As in the published runs: offline, asking nothing, every debug line. */
export function dryRunArguments({ flags }: Pick<DeployCase, 'flags'>): string[] {
  const { chaos, force, latest, version } = flags
  return [
    ...['app', 'deploy', '-o', '-n', '--debug'],
    ...(chaos === true ? ['-C'] : []),
    ...(force === true ? ['-f'] : []),
    ...(latest === true ? ['-l'] : []),
    recordedApp,
    ...(version === undefined ? [] : [version]),
  ]
}

async function makeScratch(one: DeployCase, into: string): Promise<AbraScratch> {
  try {
    return await makeAbraScratch(one, into)
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    throw placedError(`${one.family}/${one.name}`, one.about, error)
  }
}

export function withoutScratch(text: string, { root }: Pick<AbraScratch, 'root'>): string {
  return text.replaceAll(root, '<scratch>')
}

/** What no recorded deploy may come to. */
function checkEnd(
  { exitCode, signal, timedOut, overflowed, stdout, stderr }: EndedProcess,
  said: { stdout: AbraOutput; stderr: AbraOutput },
  args: readonly string[],
  name: string,
): void {
  const fail = (why: 'hung' | 'died' | 'too much output' | 'unreadable' | 'deployed', what: string, advice: string) => {
    const first = firstLine(stdout) ?? firstLine(stderr)
    const data = { arguments: args, why, exitCode, case: name, ...(first === undefined ? {} : { said: first }) }
    const quoted = first === undefined ? 'it said nothing' : `it began with ${JSON.stringify(first)}`
    throw new AbraVersionError('ABRA_FAILED', `${name}: abra ${what}; ${quoted}`, data, { advice })
  }
  const retry = 'nothing was recorded; run abra by hand to see why'
  if (timedOut) fail('hung', 'did not end in time and was killed', retry)
  if (overflowed) fail('too much output', 'printed more than the limit and was killed', retry)
  if (signal !== null) fail('died', `was ended by ${signal}`, retry)
  if (exitCode === 0) {
    const advice = "check docker stack ls for a stack of the app's name, and report this"
    fail('deployed', 'ended without an error, so it may have deployed', advice)
  }
  const parts = [said.stdout, said.stderr]
  if (parts.every(({ versionLine, fatal }) => versionLine === undefined && fatal.length === 0))
    fail('unreadable', 'printed neither a version line nor FATA', retry)
}
