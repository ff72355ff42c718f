import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type RecordOptions, recordReference } from '../../../src/golden/record/record-reference.js'
import { sealTables } from '../../../src/golden/record/seal-tables.js'
import { verifyGoldens } from '../../../src/golden/verify/verify-goldens.js'
import { withScratch } from '../../support/scenario.js'
import { editJson, fakeReferences, smallGolden } from '../../support/small-golden.js'
import { snapshotTree } from '../../support/snapshot.js'

const cases = ['env-grammar/an-empty-value', 'excludes/a-hash-is-a-comment']

function withGolden(use: (golden: string, dir: string) => Promise<void>): Promise<void> {
  return withScratch((dir) => use(smallGolden(dir, cases), dir))
}

/** Bytes alone: a recording that changes nothing may still look. */
function bytesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]),
  )
}

const expectedEnv = `{
  "answers": [
    { "provenance": { "kind": "library", "of": ["godotenv v1.5.1"] }, "stages": { "env": { "answer": [["A", "1"]] } } }
  ]
}
`

describe('recordReference', () => {
  it('writes what the reference says, with its provenance, and a manifest of every file', () =>
    withGolden(async (golden, dir) => {
      const { cases, changed } = await recordReference(golden, { programs: fakeReferences(join(dir, 'programs')) })
      expect(cases).toBe(2)
      expect(changed).toEqual([
        'library/env-grammar/an-empty-value/expected.json',
        'library/excludes/a-hash-is-a-comment/expected.json',
        'manifest.json',
      ])
      expect(readFileSync(join(golden, 'library/env-grammar/an-empty-value/expected.json'), 'utf8')).toBe(expectedEnv)
      const { libraries, files } = JSON.parse(readFileSync(join(golden, 'manifest.json'), 'utf8'))
      expect(libraries).toEqual({ 'go-git': ['v5.16.2', 'v5.17.2', 'v5.19.3'], godotenv: ['v1.5.1'] })
      expect(Object.keys(files)).toHaveLength(4)
      const { manifest, results } = await verifyGoldens(golden)
      expect(manifest).toEqual([])
      expect(results.flatMap(({ differences }) => differences.map(({ stage }) => stage))).toEqual([
        ...['env', 'open', 'open', 'open'],
      ])
    }))

  it('gives the same bytes each time, elsewhere too, and writes nothing when it only checks', () =>
    withGolden(async (golden, dir) => {
      const programs = fakeReferences(join(dir, 'programs'))
      const before = bytesOf(golden)
      expect((await recordReference(golden, { programs, check: true })).changed).toHaveLength(3)
      expect(bytesOf(golden)).toEqual(before)
      await recordReference(golden, { programs })
      const out = join(dir, 'out')
      await recordReference(golden, { programs, out })
      const { '/known-divergences.json': _, ...recorded } = bytesOf(golden)
      expect(bytesOf(out)).toEqual(recorded)
      expect((await recordReference(golden, { programs })).changed).toEqual([])
    }))

  it('refuses a reference of another library version', () =>
    withGolden(async (golden, dir) => {
      const before = snapshotTree(golden)
      const programs = fakeReferences(join(dir, 'programs'), '', 'v1.4.0')
      await expect(recordReference(golden, { programs })).rejects.toMatchObject({
        code: 'GOLDEN_LIBRARY',
        data: { wanted: 'go-git v5.16.2, godotenv v1.5.1', found: 'go-git v5.16.2, godotenv v1.4.0' },
      })
      expect(snapshotTree(golden)).toEqual(before)
    }))

  it('says what to do without Go, or without the programs that are named', () =>
    withGolden(async (golden, dir) => {
      await expect(recordReference(golden, { programs: join(dir, 'none') })).rejects.toThrow('build it first')
      const empty = join(dir, 'bin')
      mkdirSync(empty)
      for (const tool of ['flock', 'sh', 'cat', 'dirname']) symlinkSync(which(tool), join(empty, tool))
      for (const script of ['build.sh', 'build-program.sh'])
        cpSync(join('golden/reference', script), join(golden, 'reference', script))
      const path = process.env['PATH']
      process.env['PATH'] = empty
      try {
        await expect(recordReference(golden)).rejects.toMatchObject({ code: 'GO_MISSING' })
      } finally {
        process.env['PATH'] = path
      }
    }))

  it('leaves everything as it was when it stops halfway', () =>
    withGolden(async (golden, dir) => {
      const halfway: RecordOptions[] = [
        { programs: fakeReferences(join(dir, 'dying'), `case "$line" in *'"dir"'*) exit 2 ;; esac`) },
        {
          programs: fakeReferences(
            join(dir, 'slow'),
            `case "$line" in *'"dir"'*) echo '{"open":{"timeout":true}}'; continue ;; esac`,
          ),
        },
      ]
      const before = snapshotTree(golden)
      for (const options of halfway) {
        await expect(recordReference(golden, options)).rejects.toThrow('no answer to record')
        expect(snapshotTree(golden)).toEqual(before)
      }
      editJson(golden, 'library/excludes/a-hash-is-a-comment/input.json', ({ scenario }) => {
        scenario.steps.push({ do: 'remove', path: 'nowhere' })
      })
      const edited = snapshotTree(golden)
      const programs = fakeReferences(join(dir, 'programs'))
      await expect(recordReference(golden, { programs })).rejects.toMatchObject({ code: 'USAGE' })
      expect(snapshotTree(golden)).toEqual(edited)
    }))

  it('clears away what a killed recording left', () =>
    withGolden(async (golden, dir) => {
      mkdirSync(join(golden, '.recording-abc/library'), { recursive: true })
      await recordReference(golden, { programs: fakeReferences(join(dir, 'programs')) })
      expect(readdirSync(golden).sort()).toEqual(['known-divergences.json', 'library', 'manifest.json'])
    }))

  it('does not mix with a second recording, which is refused', () =>
    withGolden(async (golden, dir) => {
      const programs = fakeReferences(join(dir, 'programs'))
      const both = await Promise.allSettled([
        recordReference(golden, { programs }),
        recordReference(golden, { programs }),
      ])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const refused = both.find((one) => one.status === 'rejected')
      expect(refused?.reason).toMatchObject({ code: 'GOLDEN_BUSY', data: { dir: golden } })
      expect((await recordReference(golden, { programs })).changed).toEqual([])
    }))
})

describe('sealTables', () => {
  it('renews the manifest after an edit of a table, but never seals a recorded answer', () =>
    withGolden(async (golden) => {
      mkdirSync(join(golden, 'rules'))
      writeFileSync(join(golden, 'rules/README.md'), '')
      writeFileSync(join(golden, 'rules/other.tsv'), 'a\n')
      expect(await sealTables(golden)).toEqual(['rules/other.tsv'])
      expect((await verifyGoldens(golden)).manifest).toEqual([])
      writeFileSync(join(golden, 'rules/other.tsv'), 'b\n')
      expect((await verifyGoldens(golden)).manifest).toEqual([{ path: 'rules/other.tsv', fault: 'changed' }])
      editJson(golden, 'library/env-grammar/an-empty-value/expected.json', (json) => json)
      const { '/manifest.json': before } = bytesOf(golden)
      await expect(sealTables(golden)).rejects.toMatchObject({ code: 'GOLDEN_INVALID' })
      expect(bytesOf(golden)['/manifest.json']).toBe(before)
    }))
})

function which(tool: string): string {
  return execFileSync('which', [tool], { encoding: 'utf8' }).trim()
}
