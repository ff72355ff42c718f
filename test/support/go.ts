import { execFile, execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Go 1.x: the newest go-git we link asks for it in its go.mod. */
const OLDEST_GO_MINOR = 26
/** As found on the PATH, or where Go's own installer puts it. */
const PLACES = ['go', '/usr/local/go/bin/go']

/** The `go` command to build test programs with, or undefined where there is none that is new enough. */
export function findGo(): string | undefined {
  return PLACES.find((go) => {
    try {
      const env = { ...process.env, GOTOOLCHAIN: 'local' }
      const version = execFileSync(go, ['env', 'GOVERSION'], { env, stdio: ['ignore', 'pipe', 'ignore'] }).toString()
      return Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0) >= OLDEST_GO_MINOR
    } catch {
      return false
    }
  })
}

export interface GoProgram {
  /** Packages that main.go imports for nothing but their being linked. */
  imports?: string[]
  /** `MODULE VERSION`, a line of go.mod each. */
  requires?: string[]
  /** `MODULE => MODULE VERSION` or `MODULE => FOLDER`. */
  replaces?: string[]
  /** `linux/amd64`, the default; `darwin/arm64`, … */
  target?: string
  /** Further flags of `go build`. */
  flags?: string[]
}

/**
 * Builds a Go program of a few lines in a folder, which is made if need be, and gives the path of the binary.
 * Modules come from Go's own cache, else from where `go env GOPROXY` says; go.sum is written by Go.
 */
export async function buildGoProgram(go: string, dir: string, program: GoProgram): Promise<string> {
  const { imports = [], requires = [], replaces = [], target = 'linux/amd64', flags = [] } = program
  const [os, arch] = target.split('/')
  await mkdir(dir, { recursive: true })
  const mod = [
    'module example.test/tiny',
    `go 1.${OLDEST_GO_MINOR}.0`,
    ...requires.map((line) => `require ${line}`),
    ...replaces.map((line) => `replace ${line}`),
  ]
  const main = ['package main', ...imports.map((path) => `import _ "${path}"`), 'func main() {}']
  await writeFile(join(dir, 'go.mod'), `${mod.join('\n')}\n`)
  await writeFile(join(dir, 'main.go'), `${main.join('\n')}\n`)
  const settings = {
    GOOS: os,
    GOARCH: arch,
    CGO_ENABLED: '0',
    GOFLAGS: '-mod=mod',
    GOWORK: 'off',
    GOTOOLCHAIN: 'local',
  }
  await promisify(execFile)(go, ['build', '-buildvcs=false', ...flags, '-o', 'program', '.'], {
    cwd: dir,
    env: { ...process.env, ...settings },
  })
  return join(dir, 'program')
}
