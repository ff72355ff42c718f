import type { Scenario, Step } from './scenario.js'

export type { Step } from './scenario.js'

/** States by name; the name says what the state is there for. */
export type States = Record<string, Step[] | Scenario>

/** Steps by one short word each, so that a state fits a line or two. */

export function write(path: string, text = '', mode?: string): Step {
  return mode === undefined ? { do: 'write', path, text } : { do: 'write', path, text, mode }
}

/** Several empty files. */
export function files(...paths: string[]): Step[] {
  return paths.map((path) => write(path))
}

/** Bytes, written in hexadecimal. */
export function writeBytes(path: string, hex: string): Step {
  return { do: 'write', path, base64: Buffer.from(hex, 'hex').toString('base64') }
}

export function append(path: string, text: string): Step {
  return { do: 'append', path, text }
}

export function remove(...paths: string[]): Step[] {
  return paths.map((path) => ({ do: 'remove', path }))
}

export function rename(from: string, to: string): Step {
  return { do: 'rename', from, to }
}

export function link(path: string, to: string): Step {
  return { do: 'link', path, to }
}

export function chmod(mode: string, path: string): Step {
  return { do: 'chmod', path, mode }
}

export function patch(path: string, offset: number, bytes: string): Step {
  return { do: 'patch', path, offset, bytes }
}

/** Inverts bits, so that each such byte changes, whatever it was. */
export function flip(path: string, offset: number, mask = 'ff'): Step {
  return { do: 'flip', path, offset, mask }
}

export function mkdir(path: string): Step {
  return { do: 'mkdir', path }
}

export function fifo(path: string): Step {
  return { do: 'fifo', path }
}

export function socket(path: string): Step {
  return { do: 'socket', path }
}

export function truncate(path: string, size: number): Step {
  return { do: 'truncate', path, size }
}

export function touch(path: string, mtime: number, nanoseconds?: string): Step {
  return nanoseconds === undefined ? { do: 'touch', path, mtime } : { do: 'touch', path, mtime, nanoseconds }
}

export function git(...args: string[]): Step {
  return { do: 'git', args }
}

/** Git in another folder of the scenario. */
export function gitIn(cwd: string, ...args: string[]): Step {
  return { do: 'git', args, cwd }
}

/** Git with something on its standard input. */
export function gitReading(input: string, ...args: string[]): Step {
  return { do: 'git', args, input }
}

/** Entries put into the index as they are: `MODE HASH STAGE<TAB>PATH` a line. */
export function entries(...lines: string[]): Step {
  return gitReading(`${lines.join('\n')}\n`, 'update-index', '--index-info')
}

/** A shell command, run by git as an alias, in the checkout: for what only a shell can name, such as the file of an object. */
export function shell(command: string): Step {
  return git('-c', `alias.run=!${command}`, 'run')
}

/** A step that may be refused, by the git or file system of the day. */
export function perhaps(step: Step): Step {
  return { ...step, mayFail: true }
}

export const commit: Step = { do: 'commit' }
export const settle: Step = { do: 'settle' }

/** A checkout like a recipe: four files and a folder, committed, with index entries that are up to date and not racy. */
export const recipe: Step[] = [
  write('compose.yml', 'services:\n  app:\n    image: nginx:1.27\n'),
  write('.env.sample', 'TYPE=recipe\n'),
  write('abra.sh', 'export APP_VERSION=v1\n', '755'),
  write('README.md', '# recipe\n'),
  write('config/app.conf', 'listen 80\n'),
  commit,
  settle,
]
