import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../src/errors.js'
import type { BuildInfo, Module } from '../../src/go-binary/build-info.js'
import { goGitRelease, profileOfGoGit } from '../../src/go-binary/go-git-release.js'
import { readBuildInfo } from '../../src/go-binary/read-build-info.js'
import { buildGoProgram, findGo, type GoProgram } from '../support/go.js'
import { universal } from '../support/hand-made-binary.js'

const GO_GIT = 'github.com/go-git/go-git/v5'
/** A package of constants, which imports nothing: quick to build, and go-git is linked all the same. */
const imports = [`${GO_GIT}/plumbing/color`]
const requires = [`${GO_GIT} v5.17.2`]
const SLOW = 180_000

const go = findGo() ?? ''

/** What Go itself reads from the binary, in our shape. */
function asGoReadsIt(path: string): BuildInfo {
  type Theirs = { Path: string; Version?: string; Sum?: string; Replace?: Theirs }
  const ours = ({ Path, Version = '', Sum, Replace }: Theirs): Module => ({
    path: Path,
    version: Version,
    ...(Sum !== undefined && { sum: Sum }),
    ...(Replace !== undefined && { replace: ours(Replace) }),
  })
  const theirs = JSON.parse(execFileSync(go, ['version', '-m', '-json', path]).toString()) as {
    GoVersion: string
    Path: string
    Main: Theirs
    Deps?: Theirs[]
    Settings: { Key: string; Value?: string }[]
  }
  return {
    goVersion: theirs.GoVersion,
    path: theirs.Path,
    main: ours(theirs.Main),
    deps: (theirs.Deps ?? []).map(ours),
    settings: Object.fromEntries(theirs.Settings.map(({ Key, Value = '' }) => [Key, Value])),
  }
}

describe.skipIf(go === '')('needs Go 1.26 or newer: real binaries', () => {
  let dir = ''
  let count = 0
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'go-programs-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))
  const build = (program: GoProgram) => buildGoProgram(go, join(dir, `program-${count++}`), program)

  it.each([
    ['5.16', 'v5.16.2'],
    ['5.17', 'v5.17.2'],
    ['5.19', 'v5.19.3'],
  ])('gives profile %s for a program with go-git %s', { timeout: SLOW }, async (profile, version) => {
    const path = await build({ imports, requires: [`${GO_GIT} ${version}`] })
    const info = await readBuildInfo(path)
    expect(info).toEqual(asGoReadsIt(path))
    expect(goGitRelease(info)).toEqual({ version, module: GO_GIT })
    expect(profileOfGoGit(version)).toBe(profile)
  })

  it.each<[string, GoProgram]>([
    ['stripped', { flags: ['-trimpath', '-ldflags=-s -w -X "main.odd=a b"'] }],
    ['position-independent', { flags: ['-buildmode=pie'] }],
    ['32-bit', { target: 'linux/386' }],
    ['big-endian', { target: 'linux/s390x' }],
    ['macOS, Apple silicon', { target: 'darwin/arm64' }],
    ['macOS, Intel, stripped', { target: 'darwin/amd64', flags: ['-ldflags=-s -w'] }],
    ['linking several modules', { imports: [`${GO_GIT}/plumbing`] }],
  ])('reads what Go reads: %s', { timeout: SLOW }, async (_, program) => {
    const path = await build({ imports, requires, ...program })
    const info = await readBuildInfo(path)
    expect(info).toEqual(asGoReadsIt(path))
    expect(goGitRelease(info).version).toBe('v5.17.2')
  })

  it('follows a replacement by another release', { timeout: SLOW }, async () => {
    const path = await build({ imports, requires, replaces: [`${GO_GIT} => ${GO_GIT} v5.16.2`] })
    const info = await readBuildInfo(path)
    expect(info).toEqual(asGoReadsIt(path))
    expect(goGitRelease(info).version).toBe('v5.16.2')
  })

  it('does not take a folder for the release it replaces', { timeout: SLOW }, async () => {
    const folder = join(dir, 'local-go-git')
    await mkdir(join(folder, 'plumbing', 'color'), { recursive: true })
    await writeFile(join(folder, 'go.mod'), `module ${GO_GIT}\ngo 1.26.0\n`)
    await writeFile(join(folder, 'plumbing', 'color', 'color.go'), 'package color\n')
    const path = await build({ imports, requires, replaces: [`${GO_GIT} => ../local-go-git`] })
    const info = await readBuildInfo(path)
    expect(info).toEqual(asGoReadsIt(path))
    expect(() => goGitRelease(info, path)).toThrow(/replaced by \.\.\/local-go-git/)
  })

  it('finds no go-git in a program without it', { timeout: SLOW }, async () => {
    const path = await build({})
    const info = await readBuildInfo(path)
    expect(info).toEqual(asGoReadsIt(path))
    expect(() => goGitRelease(info, path)).toThrow(`${path} is no program with ${GO_GIT}`)
  })

  it('refuses a program for Windows', { timeout: SLOW }, async () => {
    await expect(readBuildInfo(await build({ target: 'windows/amd64' }))).rejects.toMatchObject({
      code: 'BUILD_INFO_MISSING',
      data: { reason: expect.stringContaining('Windows') },
    })
  })

  it('reads a universal binary of two architectures', { timeout: SLOW }, async () => {
    const arm = await build({ imports, requires, target: 'darwin/arm64' })
    const intel = await build({ imports, requires, target: 'darwin/amd64' })
    const both = join(dir, 'universal')
    await writeFile(both, universal([await readFile(intel), await readFile(arm)]))
    expect(await readBuildInfo(both)).toEqual(asGoReadsIt(intel))
  })

  it('reads a binary that has lost its section headers', { timeout: SLOW }, async () => {
    const path = await build({ imports, requires })
    const bytes = await readFile(path)
    bytes.fill(0, 40, 48).fill(0, 58, 64)
    const bare = join(dir, 'bare')
    await writeFile(bare, bytes)
    expect(await readBuildInfo(bare)).toEqual(asGoReadsIt(path))
  })

  it.each(['linux/amd64', 'darwin/arm64'])('refuses %s cut at every 64th byte', { timeout: SLOW }, async (target) => {
    const whole = await readFile(await build({ imports, requires, target }))
    const cut = join(dir, 'cut')
    for (let size = 0; size <= 8192; size += 64) {
      await writeFile(cut, whole.subarray(0, size))
      const error = await readBuildInfo(cut).catch((cause: unknown) => cause)
      expect(error, `${size} bytes`).toBeInstanceOf(AbraVersionError)
    }
  })
})
