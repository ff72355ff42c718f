import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demandFreshBuild, staleBuild } from './fresh-build.js'
import { withScratch } from './scenario.js'

const built = ['dist/index.js', 'dist/parts/cli.cjs', 'dist/cli/start.cjs']
const besideSources = [
  'build/build-parts.ts',
  'build/compile-schemas.ts',
  'build/split-package.ts',
  'tsup.config.ts',
  'package.json',
]

/** A package whose sources were written in second 100 and built in second 200. */
async function withPackage(use: (dir: string, touch: (file: string, second: number) => void) => void): Promise<void> {
  await withScratch(async (dir) => {
    const touch = (file: string, second: number) => {
      writeFileSync(join(dir, file), '')
      utimesSync(join(dir, file), second, second)
    }
    for (const folder of ['src/cli', 'dist/cli', 'dist/parts', 'build'])
      mkdirSync(join(dir, folder), { recursive: true })
    for (const file of ['src/cli/wait.ts', 'src/index.ts', ...besideSources]) touch(file, 100)
    for (const file of built) touch(file, 200)
    use(dir, touch)
  })
}

describe('a build', () => {
  it('that is newer than its sources is used', () =>
    withPackage((dir) => {
      expect(staleBuild(dir)).toBeUndefined()
      demandFreshBuild(dir)
    }))

  it.each(['src/cli/wait.ts', ...besideSources])('that is older than %s is refused', (file) =>
    withPackage((dir, touch) => {
      touch(file, 201)
      expect(() => demandFreshBuild(dir)).toThrow(
        `${file} has changed since dist was built; run npm run build:js first`,
      )
    }),
  )

  it('of which one file is older is refused, and so is one of which a file is missing', () =>
    withPackage((dir, touch) => {
      touch('dist/cli/start.cjs', 99)
      expect(staleBuild(dir)).toMatch(/^src\/.*\.ts has changed since dist was built$/)
      expect(staleBuild(join(dir, 'src'))).toBe('dist/index.js is missing')
    }))
})
