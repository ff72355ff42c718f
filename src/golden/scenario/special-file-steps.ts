import { execFile } from 'node:child_process'
import { chmodSync, lutimesSync, renameSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SPECIAL_MODE = 0o644

/** A named pipe. Nothing may read it before somebody writes to it: opening one waits. */
export async function makeFifo(path: Buffer): Promise<void> {
  await runOnPath(['mkfifo'], path)
  chmodSync(path, SPECIAL_MODE)
}

/** A character or block device; only root may make one. */
export async function makeDevice(path: Buffer, kind: 'c' | 'b', major: number, minor: number): Promise<void> {
  await runOnPath(['-I{}', 'mknod', '{}', kind, String(major), String(minor)], path)
  chmodSync(path, SPECIAL_MODE)
}

/**
 * A socket without a listener. Node removes a socket's file when it closes it, so the file is moved away before; that also
 * spares the path from the operating system's limit of some hundred bytes, which then holds for `into` alone.
 */
export async function makeSocket(path: Buffer, into: string): Promise<void> {
  const first = join(into, 's')
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(first, resolve))
  try {
    renameSync(first, path)
    chmodSync(path, SPECIAL_MODE)
  } finally {
    // An open server keeps the process alive; closing it also removes a socket that was not moved.
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Sets access and modification time, of a link itself where it is one. Node's own call is not exact to the nanosecond. */
export async function setTimes(path: Buffer, seconds: number, nanoseconds?: string): Promise<void> {
  const time = new Date(seconds * 1000)
  lutimesSync(path, time, time)
  if (nanoseconds !== undefined)
    await runOnPath(['touch', '-h', '-d', time.toISOString().replace('000Z', `${nanoseconds}Z`)], path)
}

/** Node hands only UTF-8 to a process it starts; xargs appends any bytes, or puts them where its option says. */
async function runOnPath(command: string[], path: Buffer): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }
  const running = promisify(execFile)('xargs', ['-0', ...command], { env })
  running.child.stdin?.on('error', () => {}).end(path)
  await running
}
