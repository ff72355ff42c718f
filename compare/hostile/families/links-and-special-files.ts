import {
  commit,
  fifo,
  link,
  remove,
  rename,
  type Step,
  socket,
  write,
} from '../../../src/golden/scenario/step-shorthands.js'
import type { HostileFamily } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

const secret: Step = write('outside:secret', 'password: xyzzy\n')

/** The recipe with a link to outside in the place of one of its files. */
function linked(path: string, to = '../outside/secret'): Step[] {
  return [secret, ...recipe, link(path, to)]
}

/** The recipe with a file of git's own moved outside, and a link to it. */
function gitFileOutside(path: string): Step[] {
  const up = '../'.repeat(path.split('/').length)
  return [...recipe, rename(path, 'outside:moved'), link(path, `${up}outside/moved`)]
}

/** Paths that lead elsewhere. */
export const links: HostileFamily = {
  '.gitignore leads outside': linked('.gitignore'),
  'compose.yml leads outside': linked('compose.yml'),
  'compose.yml leads to a device': linked('compose.yml', '/dev/zero'),
  'abra.sh and .env.sample lead outside': [...linked('abra.sh'), link('.env.sample', '/proc/self/environ')],
  'HEAD leads outside': gitFileOutside('.git/HEAD'),
  'the index leads outside': gitFileOutside('.git/index'),
  'the objects lead outside': gitFileOutside('.git/objects'),
  'the config leads outside': gitFileOutside('.git/config'),
  'alternates lead outside': [...recipe, write('.git/objects/info/alternates', '/proc/self/root/../outside/objects\n')],
  'a tracked folder is a link to outside': [
    ...recipe,
    ...remove('config'),
    write('outside:config/app.conf', 'x'),
    link('config', '../outside/config'),
  ],
  'a loop of links': [...recipe, link('a', 'b'), link('b', 'a'), link('.gitignore', '.gitignore')],
  'COMPOSE_FILE, env_file and configs that lead outside': {
    steps: [
      secret,
      ...recipe,
      write(
        'compose.yml',
        'version: "3.8"\nservices:\n  app:\n    image: x\n    env_file: ../outside/secret\nconfigs:\n  c:\n    file: /etc/hostname\n',
      ),
      commit,
    ],
    env: 'TYPE=checkout\nDOMAIN=a.example.com\nCOMPOSE_FILE=compose.yml:../outside/secret:/etc/hostname\n',
  },
  'a TYPE that leads elsewhere': { steps: recipe, env: 'TYPE=../../outside\nDOMAIN=a.example.com\n' },
}

/** Files from which a reader would never get an end. */
export const specialFiles: HostileFamily = {
  ...Object.fromEntries(
    [
      '.gitignore',
      '.git/HEAD',
      '.git/index',
      '.git/config',
      '.git/packed-refs',
      '.gitmodules',
      'compose.yml',
      '.env.sample',
      'abra.sh',
      '.git/refs/heads/main',
    ].map((path) => [`a FIFO as ${path}`, [...recipe, fifo(path)]]),
  ),
  'a socket as .gitignore': [...recipe, socket('.gitignore')],
  'a socket as compose.yml': [...recipe, socket('compose.yml')],
  'a FIFO as index.lock': [...recipe, fifo('.git/index.lock')],
}
