import type { App } from '../app/app.js'
import type { MissingSecret } from '../compose/required-secrets.js'
import { isRecord } from '../is-record.js'
import type { LintFacts } from '../lint/lint-facts.js'
import type { OptionCheck } from '../option-kinds.js'
import type { RecipeFacts } from '../recipe/facts/recipe-facts.js'

/** The input of {@link predictDeploy}: plain data, read by readDeployFacts or made by the caller. */
export interface DeployFacts {
  readonly app: Pick<App, 'name' | 'stackName' | 'recipe'>
  readonly recipe: RecipeFacts
  /** The deployed version; undefined if it is not known. */
  readonly deployed?: DeployedState
  /** Secrets of the recipe that the server does not have; undefined if not known. */
  readonly missingSecrets?: readonly MissingSecret[]
  /** What lint looks at before a plain deploy, or why it cannot be read; undefined if it was not read. */
  readonly lint?: LintFacts | { readonly problem: string }
}

/** What abra reads from a stack's labels. @rule R54 */
export type DeployedState =
  | { readonly deployed: false }
  | {
      readonly deployed: true
      /** The `.version` label; `unknown` if it is missing. An empty text counts as `unknown` too. */
      readonly version: string
      readonly chaos: boolean
      readonly chaosVersion?: string
    }

/** A state of another form, such as a promise, would count as not deployed. */
export const deployedKind: OptionCheck = {
  wanted: "what getDeployMeta returns, like { deployed: true, version: '0.6.0+3.2.1', chaos: false }",
  fits: (value) =>
    isRecord(value) &&
    (value['deployed'] === false ||
      (value['deployed'] === true && typeof value['version'] === 'string' && typeof value['chaos'] === 'boolean')),
}

/** The deployed version as abra takes it: an empty text is no version. @rule R52 R54 */
export function deployedVersion({ version }: { readonly version: string }): string {
  return version === '' ? 'unknown' : version
}

/** Facts that include the whole app, as read from its file. */
export interface ReadDeployFacts extends DeployFacts {
  readonly app: App
}
