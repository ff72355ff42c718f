import type { App } from '../app/app.js'
import type { GoGitProfile } from '../git/profile.js'
import { readDeployCompose } from '../predict/read-deploy-compose.js'
import { type FileObject, readFileObjects } from '../predict/read-file-objects.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import { whereKnown } from '../where-known.js'
import { compareConfigs, type HeldObjects } from './compare-configs.js'
import type { ConfigFinding } from './config-finding.js'
import { readHeldObjects } from './read-held-objects.js'

/** One version of an upgrade. */
export interface UpgradeSide {
  readonly ref: string
  /** 40 hex digits. */
  readonly commit: string
  /** The app as its file will be when this version is deployed. */
  readonly app: Pick<App, 'env' | 'stackName'>
}

/** A finding, and the deploy that it would stop. */
export interface ForeseenFinding extends ConfigFinding {
  readonly deploy: 'base' | 'head'
}

/**
 * What would stop the two deploys of an upgrade at their configs and secrets: compares the base with what the Swarm holds, and the head with the base
 * and the Swarm. Both versions are read from git's objects, so it is known before anything is deployed. A version whose compose files cannot be loaded
 * gives no finding: its deploy says so itself.
 *
 * @rule R87
 */
export async function foreseeConfigs(
  dir: string,
  { base, head }: { readonly base: UpgradeSide; readonly head: UpgradeSide },
  reader: Pick<SwarmReader, 'readConfigs' | 'readSecretNames'>,
  profile: GoGitProfile,
): Promise<ForeseenFinding[]> {
  const [before, after] = [base, head].map((side) => objectsOf(dir, side, profile))
  if (before === undefined || after === undefined) return []
  if (before.length + after.length === 0) return []
  // A reader of the caller's own need not have the two methods.
  if (reader.readConfigs === undefined) return headFindings(base, before, after, undefined)
  const held = await readHeldObjects(reader, [...before, ...after])
  if ('problem' in held) {
    const text = `configs and secrets are compared between the two versions only, not with the Swarm: ${held.problem}`
    return [{ kind: 'config-not-compared', text, deploy: 'base' }, ...headFindings(base, before, after, undefined)]
  }
  const ofBase = compareConfigs(before, held).map((finding) => ({ ...finding, deploy: 'base' as const }))
  return [...ofBase, ...headFindings(base, before, after, held)]
}

function headFindings(
  base: UpgradeSide,
  before: readonly FileObject[],
  after: readonly FileObject[],
  held: HeldObjects | undefined,
): ForeseenFinding[] {
  const ofBase = heldAfter(before, base.ref)
  const isNew = ({ kind, name }: FileObject) => !(kind === 'config' ? ofBase.configs : ofBase.secrets).has(name)
  const beside = compareConfigs(after, ofBase)
  // What the base makes is compared with the base; only other names can be those of something older.
  const older = held === undefined ? [] : compareConfigs(after.filter(isNew), held)
  const known = new Set(beside.map(({ text }) => text))
  const findings = [...beside, ...older.filter(({ text }) => !known.has(text))]
  return findings.map((finding) => ({ ...finding, deploy: 'head' as const }))
}

/** What the Swarm will hold when this version is deployed. */
function heldAfter(objects: readonly FileObject[], holder: string): HeldObjects {
  const of = (kind: FileObject['kind']) =>
    new Map(
      objects.flatMap((one) =>
        one.kind === kind && one.content !== undefined ? [[one.name, one.content] as const] : [],
      ),
    )
  return { configs: of('config'), secrets: of('secret'), holder, isComplete: false }
}

function objectsOf(dir: string, { app, commit }: UpgradeSide, profile: GoGitProfile): FileObject[] | undefined {
  return whereKnown(() => readFileObjects(app, readDeployCompose(app, dir, commit, profile), dir, commit, profile))
}
