import { renameSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fleet } from '../../src/fleet/fleet.js'
import { watchFleet } from '../../src/fleet/watch-fleet.js'
import type { Clock } from '../../src/swarm/clock.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { type FakeAnswers, withFakeDocker } from '../support/fake-docker.js'
import { dockerWith, makeFleet } from '../support/fleet-sample.js'
import { type Scratch, scratch } from '../support/scenario.js'

let place: Scratch
let abraDir: string
beforeAll(() => {
  place = scratch()
  abraDir = makeFleet(place.dir, { 'one/a.org': 'TYPE=discourse:0.6.0+3.2.1\n' })
})
afterAll(() => place.remove())

/** A clock on which sleeps end when `tick` is called, or with their signal. */
function handClock(): Clock & { readonly sleeps: number[]; tick(): void } {
  let now = 0
  const waiting: (() => void)[] = []
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((done) => {
        if (signal.aborted) return done()
        sleeps.push(ms)
        signal.addEventListener('abort', () => done(), { once: true })
        waiting.push(() => {
          now += ms
          done()
        })
      }),
    tick() {
      for (const done of waiting.splice(0)) done()
    },
  }
}

const day = 86_400_000

/** Runs a watch of a Docker whose answers the test may change; `next` has the next reading. */
async function watching(
  answers: FakeAnswers,
  use: (watch: {
    next: () => Promise<Fleet | undefined>
    stop: AbortController
    clock: ReturnType<typeof handClock>
    errors: Error[]
  }) => Promise<void>,
): Promise<void> {
  await withFakeDocker(answers, async (dockerHost) => {
    const stop = new AbortController()
    const clock = handClock()
    const errors: Error[] = []
    const onError = (error: Error) => errors.push(error)
    const readings = watchFleet({
      ...{ abraDir, home: place.dir, everyMs: day, clock, onError },
      docker: () => ({ dockerHost }),
      signal: stop.signal,
    })
    try {
      await use({ next: async () => (await readings.next()).value ?? undefined, stop, clock, errors })
    } finally {
      stop.abort()
    }
  })
}

const ticking = async <T>(clock: ReturnType<typeof handClock>, work: Promise<T>): Promise<T> => {
  let over = false
  const done = work.finally(() => {
    over = true
  })
  while (!over) {
    clock.tick()
    await pause(5)
  }
  return done
}

describe('watchFleet', () => {
  it('reads again after the time that is asked for', () =>
    watching({ ...dockerWith({ a_org: { version: '0.6.0+3.2.1' } }) }, async ({ next, clock }) => {
      expect((await next())?.apps[0]?.state).toBe('behind')
      writeFiles(abraDir, { 'servers/one/b.org.env': 'TYPE=discourse\n' })
      expect((await ticking(clock, next()))?.apps.map(({ app }) => app)).toEqual(['a.org', 'b.org'])
      expect(clock.sleeps.filter((ms) => ms !== 10_000)).toEqual([1000, day - 1000])
    }))

  it('reads again soon after an event of a service', async () => {
    let send = (_event: string) => {}
    const event = new Promise<string>((done) => {
      send = done
    })
    const answers: Record<string, unknown> = { ...dockerWith({}), '/events': () => event }
    await watching(answers, async ({ next, clock }) => {
      expect((await next())?.apps[0]?.state).toBe('not-deployed')
      Object.assign(answers, dockerWith({ a_org: { version: '0.7.0+3.3.1' } }))
      const second = next()
      send('{"Type":"service","Action":"update"}\n')
      // Only the shortest pause is over, not the day.
      while (clock.sleeps.length === 0) await pause(5)
      clock.tick()
      expect((await second)?.apps[0]?.deployed?.stamp).toBe('0.7.0+3.3.1')
    })
  })

  it('ends when its signal aborts: in a pause, and while a server says nothing', async () => {
    await watching({ ...dockerWith({}) }, async ({ next, stop }) => {
      await next()
      const last = next()
      stop.abort()
      expect(await last).toBeUndefined()
    })
    await watching({ ...dockerWith({}), '/services': () => new Promise(() => {}) }, async ({ next, stop }) => {
      const first = next()
      await pause(50)
      stop.abort()
      expect(await first).toBeUndefined()
    })
  })

  it('goes on after a reading that fails, but not if the first one does', async () => {
    await watching({ ...dockerWith({}) }, async ({ next, clock, errors }) => {
      await next()
      renameSync(`${abraDir}/servers`, `${abraDir}/moved`)
      const second = ticking(clock, next())
      while (errors.length === 0) await pause(5)
      expect(errors[0]).toEqual(anError('FILE_UNREADABLE'))
      renameSync(`${abraDir}/moved`, `${abraDir}/servers`)
      expect((await second)?.apps.map(({ server }) => server)).toContain('one')
    })
    const none = watchFleet({ abraDir: place.dir, signal: new AbortController().signal })
    await expect(none.next()).rejects.toThrow(anError('FILE_UNREADABLE'))
  })
})
