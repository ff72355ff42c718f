import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { RegistryAddresses } from './registry-addresses.js'

/**
 * Packs the package below `root` into `root`, with the addresses in the packed package.json. package.json itself stays as it is: the copy that is packed
 * lies in a temporary folder.
 *
 * @returns whether npm succeeded; it prints why not
 */
export function packPackage(root: string, addresses: RegistryAddresses | undefined): boolean {
  // The build is done; npm would run it again.
  if (addresses === undefined) return npm(root, 'pack', '--ignore-scripts').status === 0
  const listed = npm(root, 'pack', '--ignore-scripts', '--dry-run', '--json')
  if (listed.status !== 0) return false
  const [packed] = JSON.parse(listed.stdout) as [{ files: { path: string }[] }]
  const stage = mkdtempSync(join(tmpdir(), 'release-'))
  try {
    for (const { path } of packed.files) cpSync(join(root, path), join(stage, path), { verbatimSymlinks: true })
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify({ ...manifest, ...addresses }, null, 2)}\n`)
    return npm(stage, 'pack', '--ignore-scripts', '--pack-destination', resolve(root)).status === 0
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

function npm(cwd: string, ...args: string[]) {
  const stdout = args.includes('--json') ? 'pipe' : 'inherit'
  return spawnSync('npm', args, { cwd, stdio: ['inherit', stdout, 'inherit'], encoding: 'utf8' })
}
