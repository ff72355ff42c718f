import type { App } from '../app/app.js'
import type { RecipeFacts } from '../recipe/facts/recipe-facts.js'

/** What a decision about a deploy rests on. Plain data, gathered by readDeployFacts or by hand. */
export interface DeployFacts {
  readonly app: Pick<App, 'name' | 'stackName' | 'recipe'>
  readonly recipe: RecipeFacts
  /** What runs now; undefined where nobody looked. */
  readonly deployed?: DeployedState
  /** Secrets of the recipe that are not on the server, where that is known. */
  readonly missingSecrets?: readonly MissingSecret[]
}

/** abra's view of a stack. @rule R54 */
export type DeployedState =
  | { readonly deployed: false }
  | {
      readonly deployed: true
      /** The `.version` label, `unknown` where there is none. */
      readonly version: string
      readonly chaos: boolean
      readonly chaosVersion?: string
    }

export interface MissingSecret {
  readonly name: string
  /** false for `#generate=false`: it has to be inserted by hand. */
  readonly generate: boolean
}

/** Facts of an app that was read from its file. */
export interface ReadDeployFacts extends DeployFacts {
  readonly app: App
}
