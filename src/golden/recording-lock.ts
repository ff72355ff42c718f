import { spawn } from 'node:child_process'
import { AbraVersionError } from '../errors.js'

const BUSY = 75

/**
 * Keeps everybody else from recording into a folder while `work` runs. The lock is flock(1)'s, on the folder itself: the kernel frees it with
 * the process that holds it, and that process ends when ours does, because its input closes.
 *
 * @throws GOLDEN_BUSY where somebody else records there; `USAGE` where there is no flock
 */
export async function withRecordingLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const args = ['--nonblock', '--conflict-exit-code', String(BUSY), dir, 'sh', '-c', 'echo held; exec cat']
  const holder = spawn('flock', args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  let complaint = ''
  holder.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  await new Promise<void>((resolve, reject) => {
    holder.once('error', (cause) => reject(unlockable(dir, 'flock cannot be started', cause)))
    holder.once('close', (code) => reject(code === BUSY ? busy(dir) : unlockable(dir, complaint.trim())))
    holder.stdout.once('data', () => resolve())
  })
  try {
    return await work()
  } finally {
    holder.stdin.end()
    await ended
  }
}

function busy(dir: string) {
  const advice = 'wait until that recording has ended'
  return new AbraVersionError('GOLDEN_BUSY', `somebody else is recording into ${dir}`, { dir }, { advice })
}

function unlockable(dir: string, why: string, cause?: unknown) {
  const data = { argument: 'golden', value: dir }
  const advice = 'a recording needs flock(1), of util-linux, and a folder that exists'
  return new AbraVersionError('USAGE', `${dir} cannot be locked (${why})`, data, { advice, cause })
}
