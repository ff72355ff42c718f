import { posix } from 'node:path'
import { type FileObject, fileObjectsIn } from '../predict/read-file-objects.js'
import type { LoadedCombination } from './load-combination.js'
import type { OpenedVersion } from './open-version.js'
import type { RecipeFinding } from './recipe-finding.js'

/** A file that Swarm fills in for each service that mounts it. */
interface Template {
  readonly file: string
  readonly content: string
  readonly services: ReadonlySet<string>
}

/**
 * Variables that a template reads and a service that mounts it does not have: Swarm puts nothing in their place. abra gives the service `app` every
 * variable of the app.
 *
 * @rule R55
 */
export function checkTemplates(version: OpenedVersion, singles: readonly LoadedCombination[]): RecipeFinding[] {
  const known = environments(version, singles)
  return templatesIn(version, singles).flatMap(({ file, content, services }) => {
    const read = variablesOfTemplate(content)
    return [...services].flatMap((service) =>
      read
        .filter(({ name }) => known.get(service)?.has(name) !== true)
        .map(({ name, line }): RecipeFinding => {
          const where =
            service === 'app'
              ? 'neither .env.sample nor abra.sh nor the compose files have it'
              : `the environment of ${service} lacks it, and abra adds variables to app only`
          return {
            kind: 'template-variable-missing',
            severity: 'warning',
            text: `the template reads ${name} for the service ${service}, and ${where}, so it is empty there`,
            fixes: [service === 'app' ? `add ${name} to .env.sample` : `add ${name} to the environment of ${service}`],
            file,
            line,
            rule: 'R55',
            variable: { name },
          }
        }),
    )
  })
}

/** The variables of each service, in whatever combination. */
function environments(
  { sample, exports }: OpenedVersion,
  singles: readonly LoadedCombination[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>()
  const ofApp = ['STACK_NAME', ...sample.env.keys(), ...sample.commented.map(({ key }) => key)]
  known.set('app', new Set([...ofApp, ...exports.variables.keys(), ...exports.passedOver.map(({ name }) => name)]))
  for (const { config } of singles) {
    for (const [service, { environment = {} }] of Object.entries(config.services)) {
      const names = known.get(service) ?? new Set()
      for (const name of Object.keys(environment)) names.add(name)
      known.set(service, names)
    }
  }
  return known
}

function templatesIn(version: OpenedVersion, singles: readonly LoadedCombination[]): Template[] {
  const found = new Map<string, { content: string; services: Set<string> }>()
  for (const loaded of singles) {
    for (const { kind, key, file, content } of objectsOf(version, loaded)) {
      const section = kind === 'config' ? 'configs' : 'secrets'
      if (file === undefined || content === undefined) continue
      if (loaded.config[section]?.[key]?.template_driver !== 'golang') continue
      const template = found.get(file) ?? { content: content.toString('utf8'), services: new Set() }
      for (const [service, of] of Object.entries(loaded.config.services)) {
        if (of[section]?.some(({ source }) => source === key)) template.services.add(service)
      }
      found.set(file, template)
    }
  }
  return [...found].map(([file, template]) => ({ file, ...template }))
}

/** The configs and secrets of a combination, with the content of their files. */
export function objectsOf(version: OpenedVersion, { app, config, files }: LoadedCombination): FileObject[] {
  const workingDir = posix.dirname(files[0]?.path ?? version.tree.dir)
  return fileObjectsIn(version.tree, app, { config, files, workingDir, exports: version.exports })
}

const variable = /\benv\s+(?:"([^"\n]{1,200})"|`([^`\n]{1,200})`)/g

/** `{{ env "NAME" }}`, with the first line of each. */
function variablesOfTemplate(content: string): { name: string; line: number }[] {
  const found = new Map<string, number>()
  let line = 1
  let counted = 0
  for (let open = content.indexOf('{{'); open !== -1; ) {
    const close = content.indexOf('}}', open)
    if (close === -1) break
    const action = content.slice(open, close)
    const isComment = /^\{\{-?\s*\/\*/.test(action)
    for (const [, quoted, raw] of isComment ? [] : action.matchAll(variable)) {
      for (; counted < open; counted++) if (content.charCodeAt(counted) === 10) line++
      const name = quoted ?? raw ?? ''
      if (!found.has(name)) found.set(name, line)
    }
    open = content.indexOf('{{', close + 2)
  }
  return [...found].map(([name, at]) => ({ name, line: at }))
}
