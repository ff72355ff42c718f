import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashGoldenFiles, renderManifest } from '../../src/golden/cases/golden-manifest.js'

/** A golden folder with a few of the real cases, sealed. */
export function smallGolden(dir: string, cases: readonly string[]): string {
  const golden = join(dir, 'golden')
  for (const one of cases) cpSync(join('golden/library', one), join(golden, 'library', one), { recursive: true })
  writeFileSync(join(golden, 'known-divergences.json'), '[]\n')
  seal(golden)
  return golden
}

/** Makes the manifest fit what is there, as nobody but a recorder should. */
export function seal(golden: string): void {
  writeFileSync(join(golden, 'manifest.json'), renderManifest({ libraries: {}, files: hashGoldenFiles(golden) }))
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape, which tests change at will
export type AnyJson = any

/** Changes one JSON file below a golden folder. */
export function editJson(golden: string, path: string, edit: (json: AnyJson) => unknown): void {
  const file = join(golden, path)
  const json = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(edit(json) ?? json))
}

/**
 * Stand-ins for the three reference programs, which know nothing: they answer every `.env` with `A=1` and every checkout with a failed open.
 *
 * @param body shell commands that run for each request, whose line is `$line`
 */
export function fakeReferences(dir: string, body = '', godotenv = 'v1.5.1'): string {
  const releases = { '5.16': 'v5.16.2', '5.17': 'v5.17.2', '5.19': 'v5.19.3' }
  for (const [profile, release] of Object.entries(releases)) {
    const head = `{"id":null,"goGit":"${release}","godotenv":"${godotenv}"`
    const script = `#!/bin/sh
while read -r line; do
  ${body}
  case "$line" in
    *'"env"'*) echo '${head},"env":{"values":[["A","1"]]}}' ;;
    *) echo '${head},"open":{"error":"no such repository"}}' ;;
  esac
done
`
    const path = join(dir, `reference-${profile}`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, script)
    chmodSync(path, 0o755)
  }
  return dir
}
