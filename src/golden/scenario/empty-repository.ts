import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBuilderGit } from './builder-git.js'
import { withFixedUmask } from './fixed-umask.js'

/** What `git init` makes in `.git`: files with their bytes, and folders, a parent before what is in it. */
type Template = { path: string; bytes: Buffer | undefined }[]

let template: Promise<Template> | undefined

/** Makes an empty repository on branch `main` in an empty folder: a copy of what git made once in this process. */
export async function copyEmptyRepository(dir: string): Promise<void> {
  template ??= readTemplate()
  const entries = await template
  withFixedUmask(() => {
    for (const { path, bytes } of entries) {
      if (bytes === undefined) mkdirSync(join(dir, path))
      else writeFileSync(join(dir, path), bytes)
    }
  })
}

async function readTemplate(): Promise<Template> {
  const dir = mkdtempSync(join(tmpdir(), 'empty-repository-'))
  try {
    await createBuilderGit({ home: dir, ceiling: dir }).run(['init', '-q', '--template='], { cwd: dir })
    const paths = readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => ({
      path: join(entry.parentPath, entry.name).slice(dir.length),
      bytes: entry.isDirectory() ? undefined : readFileSync(join(entry.parentPath, entry.name)),
    }))
    return paths.sort((a, b) => (a.path < b.path ? -1 : 1))
  } catch (error) {
    template = undefined
    throw error
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
