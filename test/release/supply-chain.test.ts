import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  auditProblems,
  installedComponents,
  type Lock,
  licenceProblems,
  lockProblems,
  writeSbom,
} from '../../release/supply-chain.js'
import { withScratch } from '../support/scenario.js'

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
const components = installedComponents(lock)

describe('what is installed with the package', () => {
  it('is what SECURITY.md lists, each with its licence', () => {
    const page = readFileSync('SECURITY.md', 'utf8')
    const rows = [...page.matchAll(/^\| (\S+) \| (\S+) \| (\S+) \|$/gm)].map(([, name, version, licence]) => ({
      name,
      version,
      licence,
    }))
    expect(rows.slice(1)).toEqual(components)
    expect(components).not.toEqual([])
  })

  it('has licences that ask for no more than to be named, as its own package.json says', () => {
    expect(licenceProblems(components)).toEqual([])
    for (const { name, version, licence } of components) {
      const manifest = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'))
      expect({ name, version: manifest.version, licence: manifest.license }).toEqual({ name, version, licence })
    }
    expect(licenceProblems([{ name: 'x', version: '1', licence: 'GPL-3.0' }])).toEqual([
      'x 1 has the licence GPL-3.0: read it, then add it to release/supply-chain.ts',
    ])
  })

  it('is in the bill of materials, with hashes', () =>
    withScratch((dir) => {
      for (const file of ['package.json', 'package-lock.json']) copyFileSync(file, join(dir, file))
      const bill = JSON.parse(readFileSync(writeSbom(dir, '1.2.3'), 'utf8'))
      expect(bill.bomFormat).toBe('CycloneDX')
      const listed = bill.components.map((each: Listed) => ({
        name: each.group === undefined ? each.name : `${each.group}/${each.name}`,
        version: each.version,
        licence: each.licenses[0]?.license.id,
      }))
      expect(listed).toEqual(components)
      expect(bill.components.every((each: Listed) => each.hashes[0]?.alg === 'SHA-512')).toBe(true)
    }))
})

interface Listed {
  name: string
  group?: string
  version: string
  licenses: { license: { id: string } }[]
  hashes: { alg: string }[]
}

describe('the lock file', () => {
  it('has every package that any other needs, each with its hash', () => {
    expect(lockProblems(lock)).toEqual([])
  })

  it('fits package.json', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(lock.packages['']).toMatchObject({ dependencies, devDependencies })
  })

  it.each<[string, Lock['packages'], string]>([
    [
      'lacks a package',
      { '': { dependencies: { a: '1' } } },
      'package.json needs a, which is not in package-lock.json',
    ],
    [
      'lacks what a package needs',
      { 'node_modules/a': { integrity: 'sha512-x', dependencies: { '@b/c': '1' } } },
      'a needs @b/c, which is not in package-lock.json',
    ],
    ['has a package without hash', { 'node_modules/a': { version: '1' } }, 'a has no SHA-512 in package-lock.json'],
    [
      'has a package with a weak hash',
      { 'node_modules/a': { integrity: 'sha1-x' } },
      'a has no SHA-512 in package-lock.json',
    ],
  ])('that %s is a problem', (_, packages, problem) => {
    expect(lockProblems({ packages })).toEqual([problem])
  })

  it('may have a package within another one', () => {
    const inner = { integrity: 'sha512-x' }
    expect(
      lockProblems({
        packages: { 'node_modules/a': { ...inner, dependencies: { b: '1' } }, 'node_modules/a/node_modules/b': inner },
      }),
    ).toEqual([])
    expect(
      lockProblems({
        packages: {
          'node_modules/a/node_modules/b': { ...inner, dependencies: { c: '1' } },
          'node_modules/a/node_modules/c': inner,
        },
      }),
    ).toEqual([])
  })
})

describe('npm audit', () => {
  it.each<[string, string, string[]]>([
    ['that found nothing', '{"auditReportVersion":2,"vulnerabilities":{}}', []],
    [
      'that found something',
      '{"auditReportVersion":2,"vulnerabilities":{"ajv":{"severity":"high"}}}',
      ['npm audit: ajv (high): update it, or say in CHANGELOG.md why it does no harm'],
    ],
    [
      'that was not answered',
      '{"message":"405 Method Not Allowed"}',
      [expect.stringContaining('npm audit was not answered')],
    ],
    ['that printed nothing', '', [expect.stringContaining('give --no-audit')]],
  ])('%s', (_, printed, problems) => {
    expect(auditProblems(printed)).toEqual(problems)
  })
})
