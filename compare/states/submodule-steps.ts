import {
  commit,
  git,
  gitIn,
  gitReading,
  mkdir,
  recipe,
  type Step,
  settle,
  write,
} from '../../src/golden/scenario/step-shorthands.js'
import { missing } from './recipe-objects.js'

/** A repository of two commits outside, to be a submodule. */
export const library: Step[] = [
  write('outside:lib/x', 'one\n'),
  gitIn('outside:lib', 'init', '-q'),
  gitIn('outside:lib', 'add', '-A'),
  gitIn('outside:lib', 'commit', '-q', '-m', 'one'),
  write('outside:lib/x', 'two\n'),
  gitIn('outside:lib', 'commit', '-q', '-a', '-m', 'two'),
]

/** As `git submodule add` leaves it, committed. */
export const added = [
  ...recipe,
  ...library,
  git('submodule', '--quiet', 'add', '../outside/lib', 'lib'),
  commit,
  settle,
]
/** As a fresh clone has it: named, an empty folder, not cloned. */
export const fresh = [...recipe, ...gitlink('lib', modules('lib', 'lib'))]
/** Named in the config too, as after `git submodule init`. */
export const initialised = [...fresh, git('submodule', '--quiet', 'init')]

export function modules(name: string, path: string, url = '../outside/lib'): string {
  return `[submodule "${name}"]\n\tpath = ${path}\n\turl = ${url}\n`
}

/** A gitlink with its empty folder, and `.gitmodules` with this text, committed. */
export function gitlink(path: string, text?: string, folder = path): Step[] {
  return [
    ...(text === undefined ? [] : [write('.gitmodules', text)]),
    git('add', '-A'),
    gitReading(`160000 ${missing} 0\t${path}\n`, 'update-index', '--index-info'),
    git('commit', '-q', '-m', 'link'),
    mkdir(folder),
    settle,
  ]
}
