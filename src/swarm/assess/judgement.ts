import type { Verdict } from './verdict.js'

/** A verdict on one service, before what it said earlier and its failures are added. */
export interface Judgement<Answer extends Verdict = Verdict> {
  readonly verdict: Answer
  readonly reason: string
  readonly warnings?: readonly string[]
}

/** What the tasks of a service alone can show. */
export type TasksJudgement = Judgement<'pending' | 'updating' | 'converged' | 'failed'>
