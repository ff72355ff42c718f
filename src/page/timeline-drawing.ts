import type { AxisBreak, AxisTick } from './time-axis.js'

/** What the script of a page draws: places in percent of the width, texts that are ready to show. */
export interface TimelineDrawing {
  /** What it shows, in one sentence. */
  readonly label: string
  readonly ticks: readonly AxisTick[]
  readonly breaks: readonly AxisBreak[]
  readonly flags: readonly DrawnFlag[]
  readonly lanes: readonly DrawnLane[]
  /** Every event in order of time: the drawing as text. */
  readonly events: readonly DrawnEvent[]
  /** Sentences: what is not drawn, and how far the times can be trusted. */
  readonly notes: readonly string[]
}

export type Tone = 'bad' | 'odd' | 'busy' | 'fine' | 'quiet'

/** A moment of the whole stack: a line through all lanes. */
export interface DrawnFlag {
  readonly x: number
  readonly text: string
  readonly tone: Tone
  /** From 0, the uppermost; flags of one row do not overlap. */
  readonly row: number
}

/** One service. */
export interface DrawnLane {
  readonly name: string
  readonly verdict: string
  readonly tone: Tone
  readonly reason: string
  readonly marks: readonly DrawnMark[]
  readonly rows: readonly DrawnRow[]
}

/** A change of a service. */
export interface DrawnMark {
  readonly x: number
  readonly shape: 'spec' | 'labels' | 'update' | 'rollback' | 'other'
  readonly tone: Tone
  readonly text: string
  /** Its place in {@link TimelineDrawing.events}; -1 if it is not in the list. */
  readonly event: number
}

/** Tasks of one place that do not overlap. */
export interface DrawnRow {
  readonly place: string
  readonly bars: readonly DrawnBar[]
}

/** One task. */
export interface DrawnBar {
  readonly x: number
  readonly width: number
  /** What is written on it. */
  readonly label: string
  readonly text: string
  /** Which spec it has: 0 the one before the deploy, 1 the deployed one, and so on; -1 if it is none that was seen. */
  readonly spec: number
  readonly parts: readonly DrawnPart[]
  readonly end: 'failed' | 'ended' | 'open'
  /** What is written right of its end, where room is. */
  readonly endLabel: string
  readonly event: number
}

/** `unseen`: from the creation to the first state that was seen. */
export interface DrawnPart {
  readonly x: number
  readonly width: number
  readonly kind: 'unseen' | 'starting' | 'running' | 'stopping'
}

export interface DrawnEvent {
  /** `14:03:18.918`. */
  readonly time: string
  /** Since the deploy: `+3.6 s`. */
  readonly after: string
  readonly service: string
  readonly text: string
  readonly tone: Tone | ''
}
