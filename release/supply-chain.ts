import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package that a user of this one gets. */
export interface Component {
  readonly name: string
  readonly version: string
  readonly licence: string
}

/** Licences that ask for no more than to be named; any other one is for a person to read first. */
const accepted: readonly string[] = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']

/** Entries of package-lock.json that are read. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

export interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** What is installed with the package, by name. */
export function installedComponents({ packages }: Lock): Component[] {
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    .map(([path, { version = '', license = 'unknown' }]) => ({ name: nameAt(path), version, licence: license }))
}

/** What is in the way of handing these packages on. */
export function licenceProblems(components: readonly Component[]): string[] {
  return components
    .filter(({ licence }) => !accepted.includes(licence))
    .map(
      ({ name, version, licence }) =>
        `${name} ${version} has the licence ${licence}: read it, then add it to release/supply-chain.ts`,
    )
}

/** What keeps a lock file from naming every byte: a package that is missing, or one without its hash. */
export function lockProblems({ packages }: Lock): string[] {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...(path === '' ? entry.devDependencies : {}) })
      .filter((name) => placesOf(path, name).every((place) => packages[place] === undefined))
      .map((name) => `${path === '' ? 'package.json' : nameAt(path)} needs ${name}, which is not in package-lock.json`),
  )
  const unhashed = Object.entries(packages)
    // A package for another platform alone may come without: npm takes it from no registry here.
    .filter(
      ([path, { integrity = '', optional }]) => path !== '' && optional !== true && !integrity.startsWith('sha512-'),
    )
    .map(([path]) => `${nameAt(path)} has no SHA-512 in package-lock.json`)
  return [...missing, ...unhashed]
}

/** Where Node looks for a package: in the folder of the one that asks, then in each above. */
function placesOf(path: string, name: string): string[] {
  const parts = path === '' ? [] : path.split(/\/?node_modules\//).filter(Boolean)
  return Array.from({ length: parts.length + 1 }, (_, i) =>
    [...parts.slice(0, parts.length - i), name].map((part) => `node_modules/${part}`).join('/'),
  )
}

function nameAt(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** What `npm audit --json` says: the known vulnerabilities of what is installed, or that the registry does not tell. */
export function auditProblems(printed: string): string[] {
  const unasked =
    'npm audit was not answered: use a registry that does, or read its advisories yourself and give --no-audit'
  let report: { vulnerabilities?: Record<string, { severity?: string }>; auditReportVersion?: number }
  try {
    report = JSON.parse(printed)
  } catch {
    return [unasked]
  }
  if (report.auditReportVersion === undefined || report.vulnerabilities === undefined) return [unasked]
  return Object.entries(report.vulnerabilities).map(
    ([name, { severity }]) => `npm audit: ${name} (${severity}): update it, or say in CHANGELOG.md why it does no harm`,
  )
}

export function askAudit(root: string): string[] {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' })
  return auditProblems(stdout)
}

/** Writes the bill of materials of what is installed, as CycloneDX, beside the tarball. @returns its path */
export function writeSbom(root: string, version: string): string {
  const args = ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx', '--sbom-type=library']
  const { stdout, stderr, status } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new TypeError(`npm sbom failed: ${stderr.trim()}`)
  const path = join(root, `abra-deploy-version-${version}.cdx.json`)
  writeFileSync(path, stdout)
  return path
}
