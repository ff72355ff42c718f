import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes files below a folder, by path: `{ 'servers/s/app.env': 'TYPE=x\n' }`. A path that ends in `/` is an empty folder. */
export function writeFiles(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(dir, path)
    mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true })
    if (!path.endsWith('/')) writeFileSync(target, text)
  }
}

/** A folder of abra's with these apps, each as `server/app`, all of recipe custom-html. */
export function writeApps(dir: string, ...apps: string[]): void {
  writeFiles(dir, Object.fromEntries(apps.map((app) => [`servers/${app}.env`, 'TYPE=custom-html\n'])))
}
