import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseVendoredModules, readVendoredModules } from '../../../src/golden/record/read-vendored-modules.js'
import { withScratch } from '../../support/scenario.js'

const list = `# dario.cat/mergo v1.0.1
## explicit; go 1.13
dario.cat/mergo
# github.com/go-git/go-git/v5 v5.16.2 => github.com/other/go-git/v5 v5.16.3
## explicit; go 1.23.0
github.com/go-git/go-git/v5
# example.org/local v0.0.0 => ./local
# github.com/go-git/go-git/v5 => ../go-git
`

describe('the modules of a vendor folder', () => {
  it('are the lines of modules, with what takes their place', () =>
    withScratch(async (dir) => {
      mkdirSync(join(dir, 'vendor'))
      writeFileSync(join(dir, 'vendor/modules.txt'), list)
      const modules = [
        { module: 'dario.cat/mergo', version: 'v1.0.1' },
        { module: 'github.com/go-git/go-git/v5', version: 'v5.16.2', replacedBy: 'github.com/other/go-git/v5 v5.16.3' },
        { module: 'example.org/local', version: 'v0.0.0', replacedBy: './local' },
      ]
      expect(readVendoredModules(dir)).toEqual(modules)
      expect(parseVendoredModules(list.replaceAll('\n', '\r\n'))).toEqual(modules)
      expect(parseVendoredModules('')).toEqual([])
    }))

  it('are an error where there is no such folder', () =>
    withScratch(async (dir) => {
      expect(() => readVendoredModules(dir)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }))
    }))
})
