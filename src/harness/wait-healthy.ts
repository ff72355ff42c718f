import { type RenamedOptions, refuseRenamedOptions } from '../renamed-options.js'
import { assess } from '../swarm/assess/assess.js'
import type { StackAssessment } from '../swarm/assess/verdict.js'
import { type Clock, systemClock } from '../swarm/clock.js'
import { takeSnapshot } from '../swarm/snapshot/take-snapshot.js'
import { type StackTarget, stackOf, withSwarm } from '../swarm/stack-target.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import { type WaitOptions, type WaitResult, waitForConvergence } from '../swarm/wait.js'

export interface HealthOptions extends WaitOptions, RenamedOptions<'pause'> {
  readonly stack: StackTarget
  /** What the app has to answer at; without it the Swarm alone decides. */
  readonly url?: string
  /** Which answers are good. Default 200, 301, 302. */
  readonly statuses?: readonly number[]
  /** Default: the one of the platform. Redirects are not to be followed. */
  readonly fetch?: Fetch
  /** Milliseconds between two requests. Default 1000. */
  readonly pauseMs?: number
}

/** As much of `fetch` as is used. */
export type Fetch = (
  url: string,
  options: { redirect: 'manual'; signal: AbortSignal },
) => Promise<{ readonly status: number; text(): Promise<string> }>

/** What the last request came to. */
export type HttpAnswer =
  | { readonly kind: 'good' | 'other-status'; readonly status: number }
  /** No router knows the address: this is Traefik's own page, not the app's. */
  | { readonly kind: 'no-router'; readonly status: 404 }
  | { readonly kind: 'no-answer'; readonly reason: string }

export interface Health {
  /** `unhealthy`: the deploy failed, or failed again while it was asked. */
  readonly outcome: 'healthy' | 'unhealthy' | 'timed-out' | 'interrupted'
  readonly convergence: WaitResult
  readonly http?: HttpAnswer
  /** One sentence. May hold text of task errors. */
  readonly reason: string
}

const goodStatuses = [200, 301, 302]
const defaultPauseMs = 1000
/** For one request. */
const requestTimeoutMs = 10_000

/**
 * Waits until a deploy has come to a good end and, where a URL is given, the app answers there. N of N tasks is not enough, and an answer proves
 * nothing of an update that has not ended: the former task serves on. What fails for good, a crash loop too, ends it at once.
 *
 * @param options.timeoutMs for both together
 * @throws as waitForConvergence
 * @rule R65 R67 R68
 */
export async function waitHealthy(options: HealthOptions): Promise<Health> {
  refuseRenamedOptions(options, { timeout: 'seconds', pause: 'milliseconds' })
  const { stack, url, swarm, clock = systemClock } = options
  return withSwarm(stack, swarm, async (reader) => {
    const began = clock.now()
    const convergence = await waitForConvergence(stackOf(stack), { ...options, swarm: reader })
    const { outcome, assessment } = convergence
    const reason = assessment?.reason ?? 'nothing was seen of it'
    if (outcome !== 'settled') return { outcome, convergence, reason }
    if (assessment?.ok !== true) return { outcome: 'unhealthy', convergence, reason }
    if (url === undefined) return { outcome: 'healthy', convergence, reason }
    const until = began + convergence.timeoutMs
    return { convergence, ...(await untilAnswered(reader, url, until, options)) }
  })
}

async function untilAnswered(
  reader: SwarmReader,
  url: string,
  until: number,
  {
    stack,
    since,
    signal,
    statuses = goodStatuses,
    fetch = globalThis.fetch,
    pauseMs = defaultPauseMs,
    clock = systemClock,
  }: HealthOptions,
): Promise<Omit<Health, 'convergence'>> {
  const never = new AbortController().signal
  for (;;) {
    const http = await ask(url, statuses, fetch, clock, Math.min(requestTimeoutMs, Math.max(1, until - clock.now())))
    if (http.kind === 'good') return { outcome: 'healthy', http, reason: `${url} answers ${http.status}` }
    const reason = renderAnswer(url, http)
    if (signal?.aborted === true) return { outcome: 'interrupted', http, reason }
    if (clock.now() >= until) return { outcome: 'timed-out', http, reason }
    const state = await lookAgain(reader, stack, since)
    if (state !== undefined) return { outcome: 'unhealthy', http, reason: `${state.reason}; ${reason}` }
    await clock.sleep(Math.min(pauseMs, until - clock.now()), signal ?? never)
  }
}

/** What ended badly after it had converged; undefined where it has not, or nobody can tell now. */
async function lookAgain(
  reader: SwarmReader,
  stack: StackTarget,
  since: HealthOptions['since'],
): Promise<StackAssessment | undefined> {
  const snapshot = await takeSnapshot(reader, stackOf(stack)).catch(() => undefined)
  const state = snapshot && assess(since, snapshot)
  return state?.settled === true && !state.ok ? state : undefined
}

async function ask(
  url: string,
  statuses: readonly number[],
  fetch: Fetch,
  clock: Clock,
  patienceMs: number,
): Promise<HttpAnswer> {
  const enough = new AbortController()
  const over = new AbortController()
  const limit = clock.sleep(patienceMs, over.signal).then((): HttpAnswer => {
    enough.abort()
    return { kind: 'no-answer', reason: 'no answer in time' }
  })
  const asking = (async (): Promise<HttpAnswer> => {
    try {
      const answer = await fetch(url, { redirect: 'manual', signal: enough.signal })
      const { status } = answer
      if (status === 404 && isTraefikPage(await answer.text())) return { kind: 'no-router', status }
      return { kind: statuses.includes(status) ? 'good' : 'other-status', status }
    } catch (error) {
      return { kind: 'no-answer', reason: describe(error) }
    }
  })()
  try {
    return await Promise.race([asking, limit])
  } finally {
    over.abort()
  }
}

/** Its words, and nothing else; an app has a page of its own. */
function isTraefikPage(body: string): boolean {
  return body.trim() === '404 page not found'
}

/** Node's fetch says `fetch failed`, and why in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message
}

function renderAnswer(url: string, http: HttpAnswer): string {
  switch (http.kind) {
    case 'no-router':
      return `${url} answers 404 by Traefik itself: no router for it, or its service has no task`
    case 'no-answer':
      return `${url} does not answer: ${http.reason}`
    default:
      return `${url} answers ${http.status}`
  }
}
