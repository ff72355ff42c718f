import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import type { ByteFormat } from '../../../compare/fuzz/bytes/byte-format.js'
import { type ByteFault, fuzzBytes, withByteFormats } from '../../../compare/fuzz/bytes/fuzz-bytes.js'
import { seededRandom } from '../../../compare/fuzz/bytes/random.js'
import { startWatchdog } from '../../../compare/fuzz/bytes/watchdog.js'
import { withScratch } from '../../support/scenario.js'

const wanted = [
  ...[
    'index v2',
    'index v3',
    'index v4',
    'pack',
    'idx',
    'loose commit',
    'packed-refs',
    'HEAD',
    'config',
    '.gitmodules',
  ],
  ...['.gitignore', '.env', 'compose', 'abra.sh', 'baseline', 'run record', 'recording', 'Go binary', 'settings'],
]

function run(formats: readonly ByteFormat[], seed: number, count: number) {
  const faults: ByteFault[] = []
  const inputs: string[] = []
  const watchdog = startWatchdog(60_000)
  const read = async (_: ByteFormat, input: Buffer) => {
    inputs.push(input.toString('base64'))
  }
  const found = (fault: ByteFault) => faults.push(fault)
  return fuzzBytes(formats, { seed, count, watchdog, found, read })
    .then((tallies) => ({ tallies, faults, inputs }))
    .finally(() => watchdog.stop())
}

describe('the fuzz of bytes', () => {
  it(
    'reads every format; sound samples are answered, damaged ones are answered or refused with a code',
    () =>
      withByteFormats(async (formats) => {
        expect(formats.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted))
        const refused: string[] = []
        for (const { name, samples, mend, read } of formats) {
          for (const sample of samples) {
            await read(mend?.(sample) ?? sample, seededRandom(1)).catch((error: unknown) =>
              refused.push(`${name}: ${error}`),
            )
          }
        }
        expect(refused).toEqual([])
        const { tallies, faults } = await run(formats, 1, formats.length * 6)
        expect(faults.map(({ format, seed, error }) => `${format}, seed ${seed}: ${error}`)).toEqual([])
        expect([...tallies.values()].every(({ asked }) => asked === 6)).toBe(true)
      }),
    180_000,
  )

  const format: ByteFormat = {
    name: 'text',
    samples: [Buffer.from('a sample of some length')],
    read: async (bytes) => {
      if (bytes.includes(0)) throw new TypeError('a bug')
    },
  }

  it('says which seed has a fault again', async () => {
    const { faults, tallies } = await run([format], 1, 200)
    expect(faults.length).toBeGreaterThan(0)
    expect(tallies.get('text')).toEqual({
      asked: 200,
      answered: 200 - faults.length,
      refused: 0,
      faults: faults.length,
    })
    const [first] = faults
    const again = await run([format], first?.seed ?? 0, 1)
    expect(again.faults).toEqual([first])
  })

  it('asks the same for the same seed, and something else for another one', async () => {
    const [one, again, other] = [await run([format], 5, 20), await run([format], 5, 20), await run([format], 500, 20)]
    expect(one.inputs).toEqual(again.inputs)
    expect(one.inputs).not.toEqual(other.inputs)
    expect(new Set(one.inputs).size).toBeGreaterThan(10)
  })

  it('ends a reader that does not end, and says with which seed', () =>
    withScratch(async (dir) => {
      const program = join(dir, 'program.mjs')
      const contents = [
        `import { fuzzBytes } from './compare/fuzz/bytes/fuzz-bytes.js'`,
        `import { startWatchdog } from './compare/fuzz/bytes/watchdog.js'`,
        `const format = { name: 'loop', samples: [Buffer.from('x')], read: async () => { for (;;); } }`,
        'await fuzzBytes([format], { seed: 77, count: 1, watchdog: startWatchdog(300), found: () => {} })',
      ].join('\n')
      const banner = {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      }
      buildSync({
        stdin: { contents, resolveDir: '.' },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile: program,
        banner,
      })
      const { signal, stderr } = await new Promise<{ signal: unknown; stderr: string }>((done) => {
        execFile(process.execPath, [program], (error, _, said) => done({ signal: error?.signal, stderr: said }))
      })
      expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: 'HUNG loop, seed 77\n' })
    }))
})
