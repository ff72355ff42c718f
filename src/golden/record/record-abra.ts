import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { defined } from '../../defined.js'
import { AbraVersionError, InternalError } from '../../errors.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { abraEnvironment } from '../../harness/deployer/abra-command.js'
import { type AbraVersion, isPortedCommit, portedCommit, readAbraVersion } from '../../harness/deployer/abra-version.js'
import {
  type BinaryAnswer,
  type BinaryProvenance,
  type DeployCase,
  listBinaryCases,
  renderBinaryCase,
} from '../cases/binary-case.js'
import { hashGoldenFiles, manifestPath, readManifest, renderManifest } from '../cases/golden-manifest.js'
import { recordedStack } from './abra-scratch.js'
import { deployCases } from './deploy-cases.js'
import { checkLocalSwarm, type LocalSwarm, readLocalSwarm } from './local-swarm.js'
import { observationsPath, observeCommands, renderObservations } from './observe-abra.js'
import { type DeployedEnvironment, readDeployedEnvironment } from './read-deployed-environment.js'
import { readVendoredModules } from './read-vendored-modules.js'
import { recordDeploy } from './record-deploy.js'
import { withRecordingLock } from './recording-lock.js'

export interface RecordAbraOptions {
  /** The binary: a path, or a name on PATH. */
  readonly abra: string
  /** A `golden` folder: the cases go to `binary/` in it. It is made where it is missing. */
  readonly out: string
  /** Takes another commit than the ported one too, and a binary that does not tell its go-git. */
  readonly anyVersion?: boolean
  readonly signal?: AbortSignal
  /** Told of each case that was recorded. */
  readonly onProgress?: (done: number, total: number, name: string) => void
  /** The go-git that the binary was built with; throws BUILD_INFO_MISSING where it does not tell. */
  readonly readGoGit: (path: string) => Promise<{ profile: GoGitProfile; version: string }>
  /** Default: the `docker` command. */
  readonly readSwarm?: (stack: string, env: Record<string, string>) => Promise<LocalSwarm>
  /** A stack that is deployed already: the environment of its service `app` is kept too. */
  readonly stack?: string
  /** The folder of abra's source, whose vendored modules are kept too. */
  readonly source?: string
  /** Default: the `docker` command. */
  readonly readDeployed?: (stack: string, signal?: AbortSignal) => Promise<DeployedEnvironment>
  /** Default: all of deploy-cases.ts. */
  readonly cases?: readonly DeployCase[]
  /** Milliseconds that abra has for one case. */
  readonly timeoutMs?: number
}

export interface AbraRecording {
  readonly provenance: BinaryProvenance
  readonly cases: number
  /** `family/name` of those that did not get as far as the secret. */
  readonly stoppedEarly: readonly string[]
  /** Files below `out` that were written anew, or went with the recording before. */
  readonly changed: readonly string[]
}

const defaultTimeoutMs = 60_000
/** If abra does not get as far as the secret here, our ABRA_DIR is not what it wants, and no other case would mean anything. */
const plainest = 'chaos/clean-tree'

/**
 * Records what a real abra says to each deploy. Every case stops at a secret that was never generated, so nothing is deployed; abra gets an ABRA_DIR
 * and a HOME of its own and never sees the user's. All of it is made in a temporary folder first and then moved in: a recording that stops halfway
 * leaves `out` as it was. What abra prints of apps and services, and what `stack` and `source` show, goes to `observations.json`.
 *
 * @throws SWARM_NEEDED first of all; ABRA_NOT_STARTED, ABRA_VERSION, BUILD_INFO_MISSING, GO_GIT_UNKNOWN; ABRA_FAILED for a run that hangs, dies,
 * prints neither a version nor FATA, deploys, or stops early in the plainest case; GOLDEN_BUSY, GOLDEN_INVALID; the `signal`'s reason where it was aborted
 */
export async function recordAbra(options: RecordAbraOptions): Promise<AbraRecording> {
  const { out, signal } = options
  const scratch = mkdtempSync(join(tmpdir(), 'record-abra-'))
  try {
    const home = join(scratch, 'home')
    mkdirSync(home)
    const folders = { abraDir: join(scratch, 'abra'), home }
    const readSwarm = swarmReader(options, abraEnvironment(process.env, folders))
    checkLocalSwarm(await readSwarm(), recordedStack)
    const provenance = await readProvenance(options, folders)
    const beside = await readBeside(options)
    const isNew = !existsSync(out)
    mkdirSync(out, { recursive: true })
    return await withRecordingLock(out, async () => {
      try {
        listBinaryCases(out) // What is no recording is not replaced.
        const { files, ...recording } = await recordCases(options, provenance, scratch)
        const commands = await observe(options, join(scratch, 'observed'))
        checkNothingDeployed(await readSwarm())
        signal?.throwIfAborted()
        const observations = renderObservations({ provenance, commands, ...beside })
        return { provenance, ...recording, changed: [...moveIn(out, files), ...writeObservations(out, observations)] }
      } catch (error) {
        if (isNew) rmdirSync(out)
        throw error
      }
    })
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Before the cases: what cannot be read ends the recording at once. */
async function readBeside({ stack, source, signal, readDeployed = readDeployedEnvironment }: RecordAbraOptions) {
  return {
    ...(stack === undefined ? {} : { deployed: await readDeployed(stack, signal) }),
    ...(source === undefined ? {} : { vendored: readVendoredModules(source) }),
  }
}

function observe(options: RecordAbraOptions, into: string) {
  const { abra, stack, signal, timeoutMs = defaultTimeoutMs } = options
  const one = deployCases.find(({ family, name }) => `${family}/${name}` === plainest)
  if (one === undefined) throw new InternalError(`there is no case ${plainest}`)
  return observeCommands(one, { abra, into, timeoutMs, ...defined({ stack, signal }) })
}

/** @returns its path if it was written anew */
function writeObservations(out: string, text: string): string[] {
  const path = join(out, observationsPath)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return []
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
  return [observationsPath]
}

function swarmReader({ readSwarm, signal }: RecordAbraOptions, env: Record<string, string>) {
  return () => readSwarm?.(recordedStack, env) ?? readLocalSwarm(recordedStack, env, signal)
}

function checkNothingDeployed({ left }: LocalSwarm): void {
  if (left.length === 0) return
  const data = { arguments: [], why: 'deployed', exitCode: null, said: left.join(', ') } as const
  const advice = `docker stack rm ${recordedStack} removes it; report this, for no case should deploy`
  throw new AbraVersionError('ABRA_FAILED', `abra deployed ${left.join(', ')}`, data, { advice })
}

async function readProvenance(
  { abra, anyVersion, signal, readGoGit, timeoutMs = defaultTimeoutMs }: RecordAbraOptions,
  folders: { abraDir: string; home: string },
): Promise<BinaryProvenance> {
  const version = await readAbraVersion(abra, { ...folders, timeoutMs, ...(signal === undefined ? {} : { signal }) })
  if (anyVersion !== true && !isPortedCommit(version.commit)) throw otherVersion(abra, version)
  try {
    const { version: goGit, profile } = await readGoGit(abra)
    return { kind: 'binary', of: version.line, goGit, profile }
  } catch (error) {
    const isSilent = error instanceof AbraVersionError && error.code === 'BUILD_INFO_MISSING'
    if (anyVersion !== true || !isSilent) throw error
    return { kind: 'binary', of: version.line, goGit: null, profile: defaultProfile }
  }
}

async function recordCases(
  { abra, cases = deployCases, signal, onProgress, timeoutMs = defaultTimeoutMs }: RecordAbraOptions,
  provenance: BinaryProvenance,
  scratch: string,
) {
  const files = new Map<string, string>()
  const stoppedEarly: string[] = []
  for (const [i, one] of cases.entries()) {
    signal?.throwIfAborted()
    const name = `${one.family}/${one.name}`
    const answer = await recordDeploy(one, {
      abra,
      into: join(scratch, String(i)),
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    })
    if (answer.end === 'stopped-early') stoppedEarly.push(name)
    if (answer.end === 'stopped-early' && name === plainest) throw stopped(name, answer)
    for (const [path, text] of renderBinaryCase(one, provenance, answer)) files.set(path, text)
    onProgress?.(i + 1, cases.length, name)
  }
  return { files, cases: cases.length, stoppedEarly }
}

/** The old recording goes in one piece, and the manifest comes last: what stops in between is then seen by its hashes. */
function moveIn(out: string, files: ReadonlyMap<string, string>): string[] {
  const hasManifest = existsSync(join(out, manifestPath))
  const before = hasManifest ? readManifest(out) : { libraries: {}, files: {} }
  const old = hashGoldenFiles(out)
  const made = mkdtempSync(join(out, '.recording-'))
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(made, path)), { recursive: true })
      writeFileSync(join(made, path), text)
    }
    const [present, fresh] = [join(out, 'binary'), join(made, 'binary')]
    const notes = join(present, 'README.md')
    if (existsSync(notes)) cpSync(notes, join(fresh, 'README.md'))
    if (existsSync(present)) renameSync(present, join(made, 'old'))
    renameSync(fresh, present)
    const now = hashGoldenFiles(out)
    // Of other goldens the manifest goes on saying what it said: their edits are not this recording's to seal.
    const others = Object.entries(before.files).filter(([path]) => !path.startsWith('binary/'))
    const recorded = Object.entries(now).filter(([path]) => path.startsWith('binary/'))
    const sealed = Object.fromEntries([...others, ...recorded].sort(([one], [other]) => (one < other ? -1 : 1)))
    writeFileSync(join(made, manifestPath), renderManifest({ libraries: before.libraries, files: sealed }))
    renameSync(join(made, manifestPath), join(out, manifestPath))
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((path) => old[path] !== now[path]).sort()
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

function stopped(name: string, { fatal, exitCode }: BinaryAnswer): AbraVersionError<'ABRA_FAILED'> {
  const said = fatal[0]?.slice(0, 200) ?? 'nothing'
  const data = { arguments: [], why: 'stopped', exitCode, said, case: name } as const
  const advice = 'report this line; no other case would have come any further'
  return new AbraVersionError('ABRA_FAILED', `${name}: abra stopped before the secret, ${JSON.stringify(said)}`, data, {
    advice,
  })
}

function otherVersion(path: string, { line, commit }: AbraVersion): AbraVersionError<'ABRA_VERSION'> {
  const data = { path, wanted: portedCommit, found: commit ?? line }
  const advice = '--any-version records it all the same, and says so in every case'
  return new AbraVersionError('ABRA_VERSION', `${path} is ${line}, not of commit ${portedCommit}`, data, { advice })
}
