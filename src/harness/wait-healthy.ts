import { demandOptions } from '../demand-options.js'
import { demandKinds, type OptionKinds } from '../option-kinds.js'
import { type RenamedOptions, refuseRenamedOptions } from '../renamed-options.js'
import { assess } from '../swarm/assess/assess.js'
import type { StackAssessment } from '../swarm/assess/verdict.js'
import { type Clock, systemClock } from '../swarm/clock.js'
import { takeSnapshot } from '../swarm/snapshot/take-snapshot.js'
import { type StackTarget, stackOf, withSwarm } from '../swarm/stack-target.js'
import type { SwarmReader } from '../swarm/swarm-reader.js'
import { type WaitOptions, type WaitResult, waitForConvergence } from '../swarm/wait.js'
import { waitKinds } from '../swarm/wait-options.js'

/** Which stack must converge, and where its app must answer. */
export interface HealthOptions extends WaitOptions, RenamedOptions<'pause'> {
  readonly stack: StackTarget
  /** Where the app must answer. Default: only the state of the Swarm counts. */
  readonly url?: string
  /** The HTTP statuses that count as healthy. Default 200, 301, 302. */
  readonly statuses?: readonly number[]
  /** Must not follow redirects. Default: the platform's `fetch`. */
  readonly fetch?: Fetch
  /** Milliseconds between two requests. Default 1000. */
  readonly pauseMs?: number
}

const kinds: OptionKinds<HealthOptions> = {
  ...waitKinds,
  stack: { wanted: 'an app, or the name of a stack', fits: () => true },
  url: 'text',
  statuses: 'list',
  fetch: 'function',
  pauseMs: 'duration',
}

/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  options: { redirect: 'manual'; signal: AbortSignal },
) => Promise<Pick<Response, 'status' | 'text'>>

/** The result of one request. */
export type HttpAnswer =
  | { readonly kind: 'good' | 'other-status'; readonly status: number }
  /** Traefik's own 404 page, not the app's: no router matches the address. */
  | { readonly kind: 'no-router'; readonly status: 404 }
  | { readonly kind: 'no-answer'; readonly reason: string }

/** The answer of {@link waitHealthy}: replicas and HTTP. */
export interface Health {
  /** `unhealthy`: the deploy failed, or failed after it had converged, before the app answered. */
  readonly outcome: 'healthy' | 'unhealthy' | 'timed-out' | 'interrupted'
  readonly convergence: WaitResult
  readonly http?: HttpAnswer
  /** One sentence. May contain text of task errors. */
  readonly reason: string
}

const goodStatuses = [200, 301, 302]
const defaultPauseMs = 1000
/** For one request. */
const requestTimeoutMs = 10_000

/**
 * Waits until a deploy has converged and, with `url`, until the app answers there. Running tasks alone do not prove that the app works. An answer
 * during an update proves nothing, because the old task still serves. Ends at once when the deploy fails for good, for example in a crash loop.
 *
 * @param options.timeoutMs for the wait and the requests together
 * @throws as waitForConvergence
 * @rule R65 R67 R68
 * @example
 * ```ts
 * const app = await readApp('forum.example.com')
 * const health = await waitHealthy({ stack: app })
 * health.outcome // 'healthy'
 * ```
 */
export async function waitHealthy(options: HealthOptions): Promise<Health> {
  demandOptions(options, 'waitHealthy({ stack: await readApp(name) })')
  refuseRenamedOptions(options, { timeout: 'seconds', pause: 'milliseconds' })
  demandKinds<HealthOptions>(options, kinds, 'waitHealthy({ stack: await readApp(name) })')
  const { stack, url, swarm, clock = systemClock } = options
  return withSwarm(stack, swarm, async (reader) => {
    const began = clock.now()
    const convergence = await waitForConvergence(stackOf(stack), { ...options, swarm: reader })
    const { outcome, assessment } = convergence
    const reason = assessment?.reason ?? 'no snapshot was taken'
    if (outcome === 'blocked') return { outcome: 'unhealthy', convergence, reason }
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
    const state = await readFailure(reader, stack, since)
    if (state !== undefined) return { outcome: 'unhealthy', http, reason: `${state.reason}; ${reason}` }
    await clock.sleep(Math.min(pauseMs, until - clock.now()), signal ?? never)
  }
}

/** The assessment, if the deploy failed after it had converged. undefined if it did not, or if the Swarm does not answer now. */
async function readFailure(
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
  const expired = new AbortController()
  const done = new AbortController()
  const limit = clock.sleep(patienceMs, done.signal).then((): HttpAnswer => {
    expired.abort()
    return { kind: 'no-answer', reason: 'no answer in time' }
  })
  const asking = (async (): Promise<HttpAnswer> => {
    try {
      const answer = await fetch(url, { redirect: 'manual', signal: expired.signal })
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
    done.abort()
  }
}

/** Traefik's page is this text and nothing else. An app's page has more. */
function isTraefikPage(body: string): boolean {
  return body.trim() === '404 page not found'
}

/** Node's fetch says only `fetch failed`. Its cause says why. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message
}

function renderAnswer(url: string, http: HttpAnswer): string {
  switch (http.kind) {
    case 'no-router':
      return `${url} answers 404 by Traefik itself: it has no router for this address, or its service has no task`
    case 'no-answer':
      return `${url} does not answer: ${http.reason}`
    default:
      return `${url} answers ${http.status}`
  }
}
