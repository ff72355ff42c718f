import { writePrivateFile } from '../app/files/replace-file.js'
import type { ComposeConfig } from '../compose/compose-config.js'
import { renderCompose } from '../compose/write/render-compose.js'
import { unifiedDiff } from '../compose/write/unified-diff.js'
import { withoutRepeats } from '../compose/write/without-repeats.js'
import type { ReadDeployFacts } from '../decide/deploy-facts.js'
import type { RefusalPrediction, StampPrediction } from '../decide/prediction.js'
import { demandApp } from '../demand-options.js'
import { InternalError } from '../errors.js'
import { defaultProfile } from '../git/profile.js'
import { demandKinds, type OptionKinds } from '../option-kinds.js'
import { type PredictOptions, predictKinds, readPrediction } from '../predict/predict.js'
import { type DeployDetails, type DeployDetailsOptions, readDeployDetails } from '../predict/read-deploy-details.js'
import { refuseDeploy } from '../predict/refuse-deploy.js'
import { filledByDocker } from './filled-by-docker.js'
import { loadableCompose } from './loadable-compose.js'
import { type PlacedFiles, placeFiles } from './place-files.js'

/** Which deploy to stamp, and where the files go that the compose files name. */
export interface StampOptions extends PredictOptions, DeployDetailsOptions {
  /** Folder to write the files to that the compose files name, at their version. Without it nothing is written. */
  readonly filesDir?: string
}

const example = "stamp({ app: 'forum.example.com' })"
const kinds: OptionKinds<StampOptions> = { ...predictKinds, exposeEnv: 'flag', filesDir: 'text' }

/** A compose file with abra's labels, and the prediction that they follow from. */
export interface Stamp extends StampPrediction, Omit<DeployDetails, 'compose' | 'commit'> {
  /** The commit of the compose files; undefined for the worktree. */
  readonly commit?: string
  readonly config: ComposeConfig
  /** The compose file for `docker stack deploy -c -`. */
  readonly composeFile: string
  /** The changes that the labels make to it, as a unified diff. */
  readonly diff: string
}

/**
 * The compose file that `abra app deploy` would deploy, with abra's labels. Predicts the version, loads the compose files of that version from git's
 * objects, so that the checkout stays as it is, and adds the labels. Run docker with only PATH, HOME and DOCKER_* set: it fills variables without a
 * value from its own environment.
 *
 * @returns the stamp, or why abra would refuse
 * @throws as predict; FILES_DIFFER without `filesDir`, FILE_UNWRITABLE with it
 * @rule R48 R49 R50 R51 R52 R53 R55
 * @example
 * ```ts
 * const stamped = await stamp({ app: 'forum.example.com', chaos: true })
 * if (stamped.outcome === 'refuse') throw new Error(stamped.message)
 * stamped.version // '7ae7b0f7'
 * stamped.labels['coop-cloud.forum_example_com.chaos-version'] // '7ae7b0f7'
 * // stamped.composeFile is the input of docker stack deploy -c -
 * ```
 */
export async function stamp(options: StampOptions): Promise<Stamp | RefusalPrediction> {
  return (await readStamp(options)).stamp
}

/** {@link stamp} and what it used; no facts if abra would refuse before they are read, no details before the compose files are. @throws as stamp */
export async function readStamp(
  options: StampOptions,
): Promise<{ stamp: Stamp | RefusalPrediction; facts?: ReadDeployFacts; details?: DeployDetails }> {
  demandApp(options, example)
  demandKinds<StampOptions>(options, kinds, example)
  const { prediction: chosen, facts } = await readPrediction(options)
  if (chosen.outcome === 'refuse') return { stamp: chosen, ...(facts === undefined ? {} : { facts }) }
  if (facts === undefined) throw new InternalError('a version was chosen without facts')
  const { prediction, details } = readDeployDetails(facts, chosen, options)
  if (prediction.outcome === 'refuse') return { stamp: prediction, facts }
  if (details === undefined) throw new InternalError('a version that abra would stamp has no details')
  return { stamp: stampDetails(prediction, details, facts.recipe.dir, options), facts, details }
}

function stampDetails(
  prediction: StampPrediction,
  { compose, commit, ...details }: DeployDetails,
  dir: string,
  { profile = defaultProfile, filesDir }: StampOptions,
): Stamp | RefusalPrediction {
  let placed: PlacedFiles
  try {
    placed = placeFiles({ compose, commit }, dir, profile, filesDir)
  } catch (error) {
    return refuseDeploy(prediction, error)
  }
  const { place, contents, toWrite, warnings } = placed
  const readFile = (path: string) => contents.get(path)?.toString('utf8') ?? ''
  const { version, text, config } = loadableCompose(place(details.config), compose.files, readFile)
  const before = renderCompose({ ...withoutRepeats(place(compose.config)), version })
  for (const path of toWrite) writePrivateFile(path, contents.get(path) ?? Buffer.alloc(0))
  return {
    ...prediction,
    ...details,
    ...(commit === undefined ? {} : { commit }),
    config,
    composeFile: text,
    diff: unifiedDiff(before, text, ['unstamped', 'stamped']),
    warnings: [...prediction.warnings, ...warnings, ...filledByDocker(config)],
  }
}
