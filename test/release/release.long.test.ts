import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packPackage } from '../../release/pack-package.js'
import { registryAddresses } from '../../release/registry-addresses.js'
import { type ReleaseState, releaseProblems } from '../../release/release-problems.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'

const addresses = { repository: 'https://git.example.org/x.git', bugs: 'https://x.example.org', homepage: 'y' }
const ready: ReleaseState = {
  manifest: { version: '1.2.0', ...addresses },
  lockVersions: ['1.2.0', '1.2.0'],
  lock: { packages: { '': { version: '1.2.0' } } },
  changelog:
    '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-31\n\n### Added\n\n- x\n\n## [1.1.0] - 2026-01-01\n\n- y\n',
  changes: '',
  tags: ['v1.1.0', ''],
}

describe('a release', () => {
  it('that is ready has no problem', () => {
    expect(releaseProblems(ready, true)).toEqual([])
  })

  it.each<[string, Partial<ReleaseState>, string]>([
    [
      'another version in the lock',
      { lockVersions: ['1.2.0', '1.1.0'] },
      'package-lock.json has version 1.2.0 and 1.1.0: set it to 1.2.0',
    ],
    ['no version in the lock', { lockVersions: [undefined, '1.2.0'] }, 'set it to 1.2.0'],
    [
      'a tag of that version',
      { tags: ['v1.2.0'] },
      'the tag v1.2.0 exists, so 1.2.0 is released: set the next version in package.json',
    ],
    [
      'changes',
      { changes: ' M src/x.ts\n?? y\n' },
      'the worktree has changes, commit or remove them:\n M src/x.ts\n?? y',
    ],
    [
      'no section',
      { changelog: '## [Unreleased]\n\n- x\n' },
      'CHANGELOG.md has no section for 1.2.0: rename Unreleased to "[1.2.0] - YYYY-MM-DD"',
    ],
    [
      'no date',
      { changelog: '## [1.2.0]\n\n- x\n' },
      'the section 1.2.0 of CHANGELOG.md has no date: write "## [1.2.0] - YYYY-MM-DD"',
    ],
    ['another kind of date', { changelog: '## [1.2.0] - soon\n\n- x\n' }, 'has no date'],
    [
      'no entry',
      { changelog: '## [1.2.0] - 2026-01-31\n\n## [1.1.0] - 2026-01-01\n\n- x' },
      'the section 1.2.0 of CHANGELOG.md is empty',
    ],
    [
      'entries that are in no release',
      { changelog: `## [Unreleased]\n\n- z\n\n${ready.changelog}` },
      'CHANGELOG.md has entries under Unreleased: move them to the section 1.2.0',
    ],
    [
      'a newer section',
      { changelog: `## [2.0.0] - 2026-02-01\n\n- z\n\n${ready.changelog}` },
      'CHANGELOG.md has 2.0.0 above 1.2.0',
    ],
  ])('with %s says what to do', (_, change, problem) => {
    expect(releaseProblems({ ...ready, ...change }, true)).toEqual([expect.stringContaining(problem)])
  })

  it('needs the addresses only for a registry', () => {
    const state = { ...ready, manifest: { version: '1.2.0', homepage: 'y' } }
    expect(releaseProblems(state, true)).toEqual([
      expect.stringContaining('a registry shows repository, bugs: add --repository URL'),
    ])
    expect(releaseProblems(state, false)).toEqual([])
  })
})

/** A repository of a package that is ready, with our script in it. */
async function withPackage(use: (dir: string, run: (...args: string[]) => Promise<string>) => Promise<void>) {
  await withScratch(async (dir) => {
    const write = (file: string, text: string) => writeFileSync(join(dir, file), text)
    mkdirSync(join(dir, 'release'))
    cpSync('release', join(dir, 'release'), { recursive: true })
    symlinkSync(resolve('node_modules'), join(dir, 'node_modules'))
    write('.gitignore', 'node_modules\n')
    write('package.json', JSON.stringify(ready.manifest))
    write('package-lock.json', JSON.stringify({ version: '1.2.0', packages: { '': { version: '1.2.0' } } }))
    write('CHANGELOG.md', ready.changelog)
    git(dir, 'init', '--quiet')
    git(dir, 'add', '-A')
    git(dir, '-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '--quiet', '-m', 'x')
    const run = (...args: string[]) =>
      new Promise<string>((done) => {
        execFile('bash', ['release/run.sh', ...args], { cwd: dir }, (error, stdout, stderr) => {
          done(`${error?.code ?? 0}: ${stdout}${stderr}`)
        })
      })
    await use(dir, run)
  })
}

describe('npm run release', () => {
  it('checks a clean repository, a changed one and one with a tag', () =>
    withPackage(async (dir, run) => {
      expect(await run('--check')).toBe('0: ')
      git(dir, 'tag', 'v1.2.0')
      writeFileSync(join(dir, 'package.json'), JSON.stringify({ version: '1.2.0' }))
      const said = await run('--check')
      expect(said).toMatch(/^1: release: the tag v1\.2\.0 exists/)
      expect(said).toContain('release: the worktree has changes, commit or remove them:\n M package.json')
      expect(said).toContain('release: a registry shows repository, bugs, homepage: add --repository URL')
      expect(await run('--check', '--no-registry')).not.toContain('repository')
    }))

  it('puts the addresses into the packed package.json alone', () =>
    withPackage(async (dir, run) => {
      const manifest = { name: 'sample', version: '1.2.0', files: ['kept.txt'] }
      const before = JSON.stringify(manifest)
      writeFileSync(join(dir, 'package.json'), before)
      writeFileSync(join(dir, 'kept.txt'), 'x')
      expect(packPackage(dir, registryAddresses('https://git.example.org/team/sample.git'))).toBe(true)
      const unpacked = join(dir, 'unpacked')
      mkdirSync(unpacked)
      execFileSync('tar', ['-xzf', join(dir, 'sample-1.2.0.tgz'), '-C', unpacked])
      expect(JSON.parse(readFileSync(join(unpacked, 'package/package.json'), 'utf8'))).toEqual({
        ...manifest,
        repository: { type: 'git', url: 'git+https://git.example.org/team/sample.git' },
        bugs: { url: 'https://git.example.org/team/sample/issues' },
        homepage: 'https://git.example.org/team/sample#readme',
      })
      expect(readdirSync(join(unpacked, 'package')).sort()).toEqual(['kept.txt', 'package.json'])
      expect(readFileSync(join(dir, 'package.json'), 'utf8')).toBe(before)
      expect(await run('--check', '--repository', 'https://git.example.org/team/sample')).not.toContain('a registry')
    }))

  it.each([
    'git.example.org/team/sample',
    'http://git.example.org/team/sample',
    'https://git.example.org/',
    'https://a:b@x.org/y',
  ])('refuses %s as an address', (address) => {
    expect(() => registryAddresses(address)).toThrow('is no address of a repository: write https://HOST/OWNER/NAME')
  })

  it('packs nothing before each step has passed', () =>
    withPackage(async (_, run) => {
      expect(await run('--no-audit')).toContain('release: npm run build failed')
    }))

  it('is the script of this package, and never publishes', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
    expect(scripts['release']).toBe('bash release/run.sh')
    expect(scripts['prepublishOnly']).toBe('bash release/run.sh --check')
    expect(readFileSync('release/run-release.ts', 'utf8')).not.toMatch(/npm\('publish/)
  })
})
