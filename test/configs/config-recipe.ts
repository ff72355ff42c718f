import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { writeFiles } from '../support/abra-folder.js'
import { type BuiltScenario, type Step, withScenario } from '../support/scenario.js'

export const stack = 'r_example_com'
export const app = 'r.example.com'

export const compose = `version: "3.8"
services:
  app:
    image: x:1
    configs: [conf]
configs:
  conf:
    name: \${STACK_NAME}_conf_\${CONF_VERSION}
    file: conf.tmpl
`

/** Two releases whose config differs under one name, and a checkout at the second. */
export const unbumped: Step[] = [
  { do: 'write', path: 'compose.yml', text: compose },
  { do: 'write', path: 'abra.sh', text: '# versions\nexport CONF_VERSION=v1\n' },
  { do: 'write', path: 'conf.tmpl', text: 'one\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1', annotated: true },
  { do: 'write', path: 'conf.tmpl', text: 'two\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.1.0+1', annotated: true },
  { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] },
]

export interface ConfigPlace extends BuiltScenario {
  readonly abraDir: string
}

/** The app `r.example.com` of a recipe `r`, on the server `one.example.com`, for which there is no Docker context. */
export function withConfigApp<T>(steps: Step[], env: string, use: (place: ConfigPlace) => Promise<T>): Promise<T> {
  return withScenario({ steps }, async (built) => {
    const abraDir = join(built.outside, 'abra')
    writeFiles(abraDir, { [`servers/one.example.com/${app}.env`]: env })
    mkdirSync(join(abraDir, 'recipes'))
    symlinkSync(built.dir, join(abraDir, 'recipes', 'r'))
    return use({ ...built, abraDir })
  })
}

/** An object of `/configs` or `/secrets`. */
export function held(name: string, text?: string): object {
  return {
    ID: name,
    Spec: { Name: name, ...(text === undefined ? {} : { Data: Buffer.from(text).toString('base64') }) },
  }
}
