import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InternalError } from '../errors.js'

/** `page/` beside the modules in dist, or above those in dist/cli. Sources use the build of their own checkout. */
const folders = ['page', '../page', '../../dist/page']

/** A script or style of the pages, as it was built. */
export function readPageAsset(name: 'fleet-page.js' | 'timeline-page.js' | 'page.css' | 'timeline.css'): string {
  const path = folders.map((folder) => join(import.meta.dirname, folder, name)).find((one) => existsSync(one))
  if (path === undefined) throw new InternalError(`dist/page/${name} is missing: run npm run build:js`)
  return readFileSync(path, 'utf8')
}
