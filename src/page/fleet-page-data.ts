import type { TimelineDrawing } from './timeline-drawing.js'

/** What the script of the fleet's page gets: texts that are ready to show. */
export interface FleetPageData {
  readonly states: Readonly<Record<string, FleetPageState>>
  readonly apps: readonly FleetPageApp[]
}

export interface FleetPageState {
  readonly title: string
  readonly advice: string
  readonly tone: 'bad' | 'odd' | 'busy' | 'fine' | 'quiet'
}

export interface FleetPageApp {
  readonly app: string
  readonly server: string
  readonly recipe?: string
  readonly state: string
  /** Where its state stands among all, the most urgent first. */
  readonly urgency: number
  readonly deployed: string
  readonly pinned: string
  readonly plain: string
  readonly chaos: string
  readonly newest: string
  readonly findings: readonly { readonly state: string; readonly evidence: readonly string[] }[]
  /** Rows of the detail: a name, and its value. */
  readonly facts: readonly (readonly [string, string])[]
  /** Of its last deploy, where that did not end well. */
  readonly timeline?: TimelineDrawing
}
