/** What a compose loader is given: the files in their order, and the variables. */
export interface ComposeInput {
  files: { path: string; text: string }[]
  env: Record<string, string>
  /** Texts of files that `env_file` names, by absolute path. */
  envFiles?: Record<string, string>
}

/** A compose input written by hand, for one rule. */
export interface ComposeCase extends ComposeInput {
  family: ComposeFamily
  name: string
}

export type ComposeFamily = 'compose-load' | 'compose-merge' | 'interpolation' | 'conversion'
