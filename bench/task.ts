/** What a measured process is asked to do once. */
export type Task =
  | {
      readonly kind: 'readWorktreeStatus' | 'chaosVersion' | 'statusMatrix' | 'listing' | 'listingWithLstat'
      readonly dir: string
    }
  | {
      readonly kind: 'predict'
      readonly abraDir: string
      readonly app: string
      readonly chaos: boolean
      readonly lint?: boolean
    }
  | { readonly kind: 'predictCompose'; readonly abraDir: string; readonly app: string }
  | {
      readonly kind: 'checkConfigs'
      readonly abraDir: string
      readonly app: string
      /** The content of each config that the Swarm holds, by name. */
      readonly held: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'predictApps'
      readonly abraDir: string
      readonly apps: readonly string[]
      readonly chaos: boolean
    }
  | { readonly kind: 'readFleet'; readonly abraDir: string }
  | { readonly kind: 'stamp'; readonly abraDir: string; readonly app: string }
  /** Of a stack that has converged, without a server. */
  | { readonly kind: 'wait'; readonly services: number }
  | {
      readonly kind: 'fleet'
      readonly abraDir: string
      /** The address of each server's Docker. */
      readonly hosts: Readonly<Record<string, string>>
      /** Also write the page to this file. */
      readonly page?: string
    }
  /** Each file alone, texts already read. */
  | { readonly kind: 'loadCompose'; readonly files: string }
  | { readonly kind: 'apiCalls'; readonly hosts: Readonly<Record<string, string>> }

/** How long it took by the process's own clock, what came out, and its peak memory so far. */
export interface TaskDone {
  readonly ms: number
  /** Of all threads, in milliseconds. */
  readonly cpuMs: number
  /** `clean`, `dirty`, or a text made of the predictions or the count of what was listed. */
  readonly answer: string
  readonly peakMB?: number
}
