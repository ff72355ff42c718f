import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AbraVersionError, isAbraVersionError } from '../../src/errors.js'
import { readBuildInfo } from '../../src/go-binary/read-build-info.js'
import { blob, elf, machO, SHAPES, type Shape, universal, varint } from '../support/hand-made-binary.js'

const LINES =
  'path\texample.test/tiny\nmod\texample.test/tiny\tv1.0.0\t\ndep\ta.test/b\tv2.0.0\th1:x\nbuild\tGOOS=any\n'
const INFO = {
  goVersion: 'go1.26.0',
  path: 'example.test/tiny',
  main: { path: 'example.test/tiny', version: 'v1.0.0' },
  deps: [{ path: 'a.test/b', version: 'v2.0.0', sum: 'h1:x' }],
  settings: { GOOS: 'any' },
}
const PLAIN: Shape = { wide: true, littleEndian: true }

let dir = ''
let count = 0
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'go-binary-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function fileOf(bytes: Uint8Array | string): Promise<string> {
  const path = join(dir, `file-${count++}`)
  await writeFile(path, bytes)
  return path
}

const readBytes = async (bytes: Uint8Array | string) => readBuildInfo(await fileOf(bytes))

/** The reason of the refusal; fails on an answer and on any other error. */
async function refusalOf(path: string): Promise<string> {
  const error = await readBuildInfo(path).then(
    () => new Error('it was answered'),
    (cause: unknown) => cause,
  )
  if (!isAbraVersionError(error, 'BUILD_INFO_MISSING')) throw error
  expect(error.data.path).toBe(path)
  expect(error.message).toContain(path)
  expect(error.advice).not.toBe('')
  return error.data.reason
}

/** True when it was answered, false when refused with our own error; any other error is thrown. */
async function isAnswered(path: string): Promise<boolean> {
  try {
    await readBuildInfo(path)
    return true
  } catch (error) {
    if (error instanceof AbraVersionError) return false
    throw error
  }
}

describe.each(SHAPES)('wide $wide, littleEndian $littleEndian', (shape) => {
  const data = Buffer.concat([Buffer.alloc(32, '.'), blob(LINES)])

  it.each([
    ['ELF', elf],
    ['Mach-O', machO],
  ] as const)('reads %s by section, and by data segment where there is no section', async (_, make) => {
    expect(await readBytes(make(data, shape, { offset: 32 }))).toEqual(INFO)
    expect(await readBytes(make(data, shape))).toEqual(INFO)
  })

  it.each([
    ['ELF', elf],
    ['Mach-O', machO],
  ] as const)('refuses %s without build information, and one cut anywhere', async (_, make) => {
    expect(await refusalOf(await fileOf(make(Buffer.alloc(5000, '.'), shape)))).toMatch(/not built by Go/)
    const whole = make(data, shape, { offset: 32 })
    for (let size = 0; size < whole.length; size++) {
      // A Mach-O file may lose what lies behind the blob and still be whole for us; here nothing lies behind it.
      expect(await isAnswered(await fileOf(whole.subarray(0, size))), `${size} bytes`).toBe(false)
    }
  })
})

describe('the blob', () => {
  const at = (lead: Buffer, info: Buffer) => readBytes(elf(Buffer.concat([lead, info]), PLAIN))

  it('is found behind a chunk boundary, and behind a magic that is not aligned', async () => {
    const decoy = Buffer.alloc(64, '.')
    decoy.write('\xff Go buildinf:', 7, 'latin1')
    expect(await at(decoy, blob(LINES))).toEqual(INFO)
    expect(await at(Buffer.alloc(1024 * 1024 - 16, '.'), blob(LINES))).toEqual(INFO)
    expect(await at(Buffer.alloc(3 * 1024 * 1024, '.'), blob(LINES))).toEqual(INFO)
  })

  it('has no modules where the program was built without them', async () => {
    const bare = Buffer.concat([
      blob('').subarray(0, 32),
      varint(8),
      Buffer.from('go1.26.0'),
      varint(0),
      Buffer.alloc(9),
    ])
    expect(await at(Buffer.alloc(0), bare)).toEqual({ goVersion: 'go1.26.0', path: '', deps: [], settings: {} })
  })

  it.each([
    ['is of a Go before 1.18', blob(LINES, { flags: 0 }), /older than 1\.18/],
    ['has no Go version', blob(LINES, { version: '' }), /version is empty/],
    ['claims a length of 2^70', Buffer.concat([blob('').subarray(0, 32), Buffer.alloc(10, 0xff)]), /damaged/],
    ['claims 2^60 bytes', Buffer.concat([blob('').subarray(0, 32), varint(2 ** 60)]), /impossible/],
    [
      'claims a byte more than there is',
      Buffer.concat([blob('').subarray(0, 32), varint(9), Buffer.alloc(8)]),
      /cut off/,
    ],
    ['ends within its header', blob('').subarray(0, 31), /not built by Go/],
    ['has a malformed line', blob('path\tx\ndep\tonly-a-path\n'), /line 2 .* has 1 columns/],
  ])('is refused when it %s', async (_, info, reason) => {
    expect(await refusalOf(await fileOf(elf(info, PLAIN)))).toMatch(reason)
  })
})

describe('universal binaries', () => {
  const without = machO(Buffer.alloc(64), PLAIN)
  const withInfo = machO(blob(LINES), { wide: false, littleEndian: false })

  it('gives the first architecture that has build information', async () => {
    expect(await readBytes(universal([without, withInfo]))).toEqual(INFO)
    expect(await readBytes(universal([without, withInfo], true))).toEqual(INFO)
  })

  it('refuses one without, one that holds something else, a slice past the end, and a Java class', async () => {
    expect(await refusalOf(await fileOf(universal([without])))).toMatch(/not built by Go/)
    expect(await refusalOf(await fileOf(universal([Buffer.alloc(64)])))).toMatch(/neither/)
    expect(await refusalOf(await fileOf(universal([universal([withInfo])])))).toMatch(/neither/)
    expect(await refusalOf(await fileOf(universal([withInfo]).subarray(0, -1)))).toMatch(/past the end/)
    expect(await refusalOf(await fileOf(Buffer.from('cafebabe00000041001d0a00', 'hex')))).toMatch(/65 architectures/)
  })
})

describe('what is no Go binary', () => {
  it.each([
    ['an empty file', '', /empty/],
    ['one byte', 'x', /too short/],
    ['a text', 'This is a text, not a program.\n', /neither an ELF nor a Mach-O/],
    ['a script that starts abra', '#!/bin/sh\nexec abra "$@"\n', /script/],
    ['a program for Windows', Buffer.from(`MZ${'\0'.repeat(64)}`), /Windows/],
    ['an ELF magic alone', '\x7fELF', /too short/],
    ['an ELF of an unknown width', `\x7fELF\x07\x01${'\0'.repeat(80)}`, /width/],
    ['an ELF of an unknown byte order', `\x7fELF\x02\x07${'\0'.repeat(80)}`, /byte order/],
  ])('refuses %s', async (_, bytes, reason) => {
    expect(await refusalOf(await fileOf(bytes))).toMatch(reason)
  })

  it('refuses a program that is not of Go', async () => {
    expect(await refusalOf(process.execPath)).toMatch(/not built by Go/)
  })

  it('refuses a folder, a FIFO and a device, without waiting for them', async () => {
    expect(await refusalOf(dir)).toMatch(/folder/)
    const fifo = join(dir, 'fifo')
    execFileSync('/usr/bin/env', ['mkfifo', fifo])
    expect(await refusalOf(fifo)).toMatch(/^it is not a regular file$/)
    expect(await refusalOf('/dev/zero')).toMatch(/^it is not a regular file$/)
  })

  it('says FILE_UNREADABLE of what is missing or out of reach', async () => {
    const loop = join(dir, 'loop')
    await symlink('loop', loop)
    for (const path of [join(dir, 'missing'), join(await fileOf('x'), 'below'), loop, 'a\0b', '']) {
      await expect(readBuildInfo(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', data: { path } })
    }
  })

  it('says FILE_UNREADABLE of a file we may not read', async () => {
    const closed = join(dir, 'closed')
    await mkdir(closed)
    const path = join(closed, 'abra')
    await writeFile(path, elf(blob(LINES), PLAIN))
    await chmod(path, 0)
    await chmod(closed, 0o755)
    await chmod(dir, 0o755)
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65534)
    try {
      await expect(readBuildInfo(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', data: { errno: 'EACCES' } })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
})

describe('hostile files', () => {
  const files = SHAPES.flatMap((shape) => [
    elf(blob(LINES), shape, { offset: 0 }),
    machO(blob(LINES), shape, { offset: 0 }),
    universal([machO(blob(LINES), shape)]),
  ])

  it('are answered or refused, whichever byte of the headers is inverted', async () => {
    const path = await fileOf('')
    for (const whole of files) {
      for (let at = 0; at < whole.length; at++) {
        // Of the lines themselves, only the beginning: the parser of lines has tests of its own.
        if (whole.subarray(at - 64, at).includes('path\t')) continue
        const damaged = Buffer.from(whole)
        damaged[at] = ~(whole[at] ?? 0)
        await writeFile(path, damaged)
        await isAnswered(path)
      }
    }
  })

  it('are answered or refused, whatever run of bytes is overwritten', async () => {
    const path = await fileOf('')
    const damage = fc.record({
      file: fc.constantFrom(...files),
      at: fc.nat(400),
      bytes: fc.oneof(fc.uint8Array({ maxLength: 16 }), fc.constantFrom(Buffer.alloc(8, 0xff), Buffer.alloc(8, 0x7f))),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ file, at, bytes }) => {
        const damaged = Buffer.from(file)
        damaged.set(bytes.subarray(0, Math.max(0, damaged.length - at)), Math.min(at, damaged.length))
        await writeFile(path, damaged)
        await isAnswered(path)
      }),
      { numRuns: 500 },
    )
  })

  it('are refused when they are random bytes behind a magic number', async () => {
    const path = await fileOf('')
    const magic = fc.constantFrom('7f454c4602', '7f454c4601', 'cffaedfe', 'feedface', 'cafebabe', '')
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        await writeFile(path, Buffer.concat([Buffer.from(start, 'hex'), rest]))
        expect(await isAnswered(path)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('are refused without being read whole: a gigabyte of nothing', async () => {
    const whole = elf(Buffer.alloc(64), PLAIN)
    const lie = Buffer.from(whole)
    for (const at of [64 + 32, 64 + 40]) lie.writeBigUInt64LE(2n ** 40n, at)
    const path = await fileOf(lie)
    await truncate(path, 2 ** 30)
    expect(await refusalOf(path)).toMatch(/not built by Go/)
  })

  it('are refused when a table claims more than there is, or more than there can be', async () => {
    const whole = elf(blob(LINES), PLAIN, { offset: 0 })
    const changed = async (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(whole)
      change(bytes)
      return refusalOf(await fileOf(bytes))
    }
    expect(await changed((b) => b.writeBigUInt64LE(2n ** 64n - 1n, 40))).toMatch(/section headers lies past/)
    expect(await changed((b) => b.writeBigUInt64LE(2n ** 53n, 32))).toMatch(/program headers lies past/)
    expect(await changed((b) => b.writeUInt16LE(0xffff, 60))).toMatch(/section headers lies past/)
    expect(await changed((b) => b.writeUInt32LE(0xffffffff, 58))).toMatch(/section headers claims an impossible/)
    expect(await changed((b) => b.writeUInt16LE(8, 54))).toMatch(/too small/)
  })
})
