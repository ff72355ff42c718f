import { Worker } from 'node:worker_threads'

/** Ends the process when one piece of work takes too much processor time: a loop without end can only be seen from outside. */
export interface Watchdog {
  /** @param what is printed if this piece does not end: how to have it again */
  begin(what: string): void
  stop(): Promise<void>
}

const textBytes = 1024

/** @param mostCpuMs of the whole process, while one piece of work is done */
export function startWatchdog(mostCpuMs: number): Watchdog {
  const shared = new SharedArrayBuffer(8 + textBytes)
  const [counter, bytes] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, 8)]
  const worker = new Worker(watch, { eval: true, workerData: { shared, mostCpuMs } })
  worker.unref()
  return {
    begin(what) {
      const text = Buffer.from(what).subarray(0, textBytes)
      bytes.set(text)
      Atomics.store(counter, 1, text.length)
      Atomics.add(counter, 0, 1)
    },
    async stop() {
      await worker.terminate()
    },
  }
}

/** The worker: its text, since it has to run out of one bundled file. */
const watch = `
const { workerData: { shared, mostCpuMs } } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const [counter, bytes] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, 8)]
let seen = -1
let since = process.cpuUsage()
setInterval(() => {
  const now = Atomics.load(counter, 0)
  if (now !== seen) {
    seen = now
    since = process.cpuUsage()
    return
  }
  const { user, system } = process.cpuUsage(since)
  if ((user + system) / 1000 < mostCpuMs) return
  writeSync(2, 'HUNG ' + Buffer.from(bytes.subarray(0, Atomics.load(counter, 1))).toString() + '\\n')
  process.kill(process.pid, 'SIGKILL')
}, 100)
`
