import { describe, expect, it } from 'vitest'
import { tellingHashed } from '../../src/cli/hash-progress.js'

const mebi = 1024 * 1024

/** What is written while a file of 10 MiB is read, one MiB in so many milliseconds. */
async function written(isTTY: boolean, milliseconds: number, path = 'big'): Promise<string[]> {
  let time = 0
  const texts: string[] = []
  const stream = { isTTY, write: (text: string) => texts.push(text) }
  const read = async (onHashProgress: (progress: { path: string; read: number; size: number }) => void) => {
    for (let i = 1; i <= 10; i++) {
      time += milliseconds
      onHashProgress({ path, read: i * mebi, size: 9.5 * mebi })
    }
  }
  await tellingHashed(read, stream, () => time)
  return texts
}

describe('the progress of reading a checkout', () => {
  it('is not told within the first second', async () => {
    expect(await written(false, 99)).toEqual([])
    expect(await written(true, 99)).toEqual([])
  })

  it('is a line after a second, then every five seconds, in a log', async () => {
    expect(await written(false, 1000)).toEqual(['comparing big: 1 of 10 MiB\n', 'comparing big: 6 of 10 MiB\n'])
  })

  it('is one line on a terminal, removed at the end', async () => {
    const line = (done: number) => `\r\u001b[Kcomparing big: ${done} of 10 MiB`
    expect(await written(true, 250)).toEqual([...[4, 5, 6, 7, 8, 9, 10].map(line), '\r\u001b[K'])
  })

  it('never holds what a terminal would act on', async () => {
    expect(await written(false, 1000, 'a\u001b[31m\n')).toContain('comparing a\\u{1b}[31m\\n: 1 of 10 MiB\n')
  })
})
