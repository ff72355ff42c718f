import { join } from 'node:path'
import { readUserFile } from '../../app/files/read-user-file.js'

/** A module in Go's `vendor/modules.txt`. */
export interface VendoredModule {
  readonly module: string
  readonly version: string
  /** The module that go.mod puts in its place, with its version if it has one. */
  readonly replacedBy?: string
}

const largestList = 4 * 1024 * 1024

/**
 * Reads which modules abra's source has vendored; `github.com/go-git/go-git/v5` is the go-git that a build of it has.
 *
 * @param source the folder of abra's source
 * @throws FILE_UNREADABLE SAFETY_LIMIT
 */
export function readVendoredModules(source: string): VendoredModule[] {
  return parseVendoredModules(readUserFile(join(source, 'vendor', 'modules.txt'), largestList).toString('utf8'))
}

/** The lines `# module version` and `# module version => other version`; those of packages and of `## explicit` are left out. */
export function parseVendoredModules(text: string): VendoredModule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, module, version, replacedBy] = /^# (\S+) (v\S+)(?: => (.+))?$/.exec(line) ?? []
    if (module === undefined || version === undefined) return []
    return [{ module, version, ...(replacedBy === undefined ? {} : { replacedBy }) }]
  })
}
