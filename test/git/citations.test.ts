import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findGo } from '../support/go.js'

/** `@mirrors PROGRAM VERSION FILE: FUNCTION, METHOD OF.A_TYPE`: what a step of the port corresponds to. One line each. */
const form =
  /^@mirrors (go-git|go-billy|gcfg|go|git) (v?\d[\w.-]*) ([\w./-]+\.(?:go|c)): (\w+(?:\.\w+)?(?:, \w+(?:\.\w+)?)*)$/

const modules: Record<string, string> = {
  'go-git': 'github.com/go-git/go-git/v5',
  'go-billy': 'github.com/go-git/go-billy/v5',
  gcfg: 'github.com/go-git/gcfg',
}

interface Citation {
  readonly at: string
  readonly program: string
  readonly version: string
  readonly file: string
  readonly names: readonly string[]
}

const sources = new Map(
  readdirSync('src/git', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [join('src/git', name), readFileSync(join('src/git', name), 'utf8')]),
)
const lines = [...sources].flatMap(([at, text]) => linesOf(text).map((line) => ({ at, line })))
const citations = lines.flatMap(({ at, line }) => parseCitation(at, line) ?? [])

describe('citations of what src/git mirrors', () => {
  it('have one form', () => {
    expect(lines.filter(({ at, line }) => parseCitation(at, line) === undefined)).toEqual([])
    expect(citations.length).toBeGreaterThan(150)
    expect(
      linesOf('/** Text. @mirrors go-git v5.16.2 worktree.go: validPath */').map((line) => form.test(line)),
    ).toEqual([true])
    expect(form.test('@mirrors go-git worktree.go: validPath')).toBe(false)
    expect(form.test('@mirrors go-git v5.16.2 worktree.go')).toBe(false)
  })

  it('are in every file that implements a rule of go-git', () => {
    const withRule = [...sources].filter(([, text]) => /@rule\b[^\n*]*\bL\d\d/.test(text)).map(([at]) => at)
    expect(withRule.length).toBeGreaterThan(20)
    const cited = new Set(citations.map(({ at }) => at))
    expect(withRule.filter((at) => !cited.has(at))).toEqual([])
  })

  it('name the releases of the reference', () => {
    const versions = new Map<string, Set<string>>()
    for (const name of ['go.mod', 'go-git-5.17.mod', 'go-git-5.19.mod']) {
      const text = readFileSync(join('golden/reference', name), 'utf8')
      for (const [program, path] of Object.entries(modules)) {
        const version = new RegExp(`^\\s*${path} (\\S+)`, 'm').exec(text)?.[1] ?? ''
        versions.set(program, (versions.get(program) ?? new Set()).add(version))
      }
    }
    const wrong = citations.filter(({ program, version }) => versions.get(program)?.has(version) === false)
    expect(wrong).toEqual([])
    const releases = citations.filter(({ program }) => program === 'go-git').map(({ version }) => version)
    expect(new Set(releases)).toEqual(versions.get('go-git'))
  })
})

const go = findGo()

describe.skipIf(go === undefined)('the cited functions', () => {
  it('exist in the cited files', () => {
    const folders = new Map<string, string>()
    const folderOf = ({ program, version }: Citation): string => {
      const key = `${modules[program]}@${version}`
      const folder = folders.get(key) ?? (program === 'go' ? standardLibrary() : moduleFolder(key))
      folders.set(key, folder)
      return folder
    }
    const missing = citations
      .filter(({ program }) => program !== 'git')
      .flatMap((citation) => {
        const path = join(folderOf(citation), citation.file)
        const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
        return citation.names
          .filter((name) => !declares(text, name))
          .map((name) => `${citation.at}: ${citation.program} ${citation.version} ${citation.file} has no ${name}`)
      })
    expect(missing).toEqual([])
    expect(folders.size).toBeGreaterThanOrEqual(6)
  }, 180_000)

  it('would be missed', () => {
    const text = 'func validPath(paths ...string) error {\nfunc (w *Worktree) Status() (Status, error) {\n'
    expect(['validPath', 'Worktree.Status'].map((name) => declares(text, name))).toEqual([true, true])
    expect(['Status', 'Worktree.validPath', 'valid'].map((name) => declares(text, name))).toEqual([false, false, false])
  })
})

/** The lines of the docstrings of a source that begin with the tag, without stars and comment ends. */
function linesOf(text: string): string[] {
  return [...text.matchAll(/@mirrors\b.*/g)].map(([line]) => line.replace(/\s*\*\/$/, ''))
}

function parseCitation(at: string, line: string): Citation | undefined {
  const [, program = '', version = '', file = '', names = ''] = form.exec(line) ?? []
  return program === '' ? undefined : { at, program, version, file, names: names.split(', ') }
}

/** Whether a Go source declares the function, or for `Type.name` the method. */
function declares(text: string, name: string): boolean {
  const [method, type] = name.split('.').reverse()
  const receiver = type === undefined ? '' : `\\((?:\\w+ )?\\*?${type}\\) `
  return new RegExp(`^func ${receiver}${method}\\(`, 'm').test(text)
}

/** From Go's module cache, else from where `go env GOPROXY` says. */
function moduleFolder(module: string): string {
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=mod' }
  const answer = execFileSync(go ?? '', ['mod', 'download', '-json', module], { env, cwd: '/', encoding: 'utf8' })
  return (JSON.parse(answer) as { Dir: string }).Dir
}

function standardLibrary(): string {
  const env = { ...process.env, GOTOOLCHAIN: 'local' }
  return join(execFileSync(go ?? '', ['env', 'GOROOT'], { env, encoding: 'utf8' }).trim(), 'src')
}
