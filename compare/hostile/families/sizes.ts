import { commit, git, type Step, settle, truncate, write } from '../../../src/golden/scenario/step-shorthands.js'
import type { HostileFamily } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

const repeated = (path: string, repeat: string, times: number): Step => ({ do: 'write', path, repeat, times })
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('')

/** Large, and harmless to git: what counts is that time and memory grow no faster than the input. */
export const sizes: HostileFamily = {
  'a .gitignore of 130,000 lines': [...recipe, repeated('.gitignore', 'nothing-*.bak\n', 130_000), write('untracked')],
  'a .gitignore line of 20,000 blanks': [
    ...recipe,
    write('.gitignore', `${' '.repeat(20_000)}x\n`),
    write('untracked'),
  ],
  'a .gitignore of 4 MB without a line end': [...recipe, repeated('.gitignore', 'x', 4_000_000), write('untracked')],
  '300 patterns of many stars': [
    ...recipe,
    write(
      '.gitignore',
      lines(300, (i) => `${'*a'.repeat(12)}${i}`),
    ),
    write('a'.repeat(120)),
  ],
  'a config of 3,000 sections': [
    ...recipe,
    write('.git/config', `[core]\n${lines(3000, (i) => `[branch "ü${i}"]\n\tremote = origin`)}`),
  ],
  'a .gitmodules of 3,000 entries': [
    ...recipe,
    write(
      '.gitmodules',
      lines(3000, (i) => `[submodule "m${i}"]\n\tpath = m${i}\n\turl = ./m${i}`),
    ),
    commit,
  ],
  'packed-refs of 4 MB of line ends': [...recipe, repeated('.git/packed-refs', '\n', 4_000_000)],
  'an index with 3,000 names of 800 bytes': [
    ...recipe,
    {
      do: 'git',
      args: ['update-index', '--index-info'],
      input: lines(
        3000,
        (i) =>
          `100644 ${'12'.repeat(20)} 0\t${'n'.repeat(200)}/${'m'.repeat(200)}/${'o'.repeat(200)}/${'p'.repeat(190)}${i}`,
      ),
    },
    git('update-index', '--index-version', '4'),
  ],
  'an index entry 600 folders deep': [
    ...recipe,
    { do: 'git', args: ['update-index', '--index-info'], input: `100644 ${'12'.repeat(20)} 0\t${'d/'.repeat(600)}f\n` },
  ],
  'an untracked file of a terabyte': [...recipe, write('huge'), truncate('huge', 2 ** 40)],
  'a tracked file that has grown to 64 MB': [...recipe, truncate('README.md', 2 ** 26)],
  'a compose.yml of 64 MB': [...recipe, truncate('compose.yml', 2 ** 26)],
  'an abra.sh and .env.sample of 2 MB': [
    ...recipe,
    repeated('abra.sh', 'export X_VERSION=v1\n', 100_000),
    repeated('.env.sample', 'X=1\n', 500_000),
    commit,
  ],
  '3,000 untracked files': [...recipe, ...Array.from({ length: 3000 }, (_, i) => write(`new/${i % 60}/${i}`))],
  '3,000 tracked files, unsettled': [
    ...Array.from({ length: 3000 }, (_, i) => write(`old/${i % 60}/${i}`, `${i}`)),
    ...recipe,
  ],
  'folders 500 deep': [...recipe, write(`${'d/'.repeat(500)}file`), settle],
  '5,000 untracked links': [
    ...recipe,
    ...Array.from({ length: 5000 }, (_, i): Step => ({ do: 'link', path: `l/${i}`, to: '../compose.yml' })),
  ],
}

const composed = (text: string): Step[] => [...recipe, write('compose.yml', text), commit]
const services = (body: string) => `version: "3.8"\nservices:\n${body}`

/** Compose files and app files that grow as they are read. */
export const growing: HostileFamily = {
  'aliases of aliases': composed(
    `version: "3.8"\n${['a', 'b', 'c', 'd', 'e', 'f', 'g']
      .map(
        (name, i, all) =>
          `x-${name}: &${name} [${
            i === 0
              ? 'x'
              : Array(9)
                  .fill(`*${all[i - 1]}`)
                  .join(', ')
          }]`,
      )
      .join('\n')}\nservices: {app: {image: x}}\n`,
  ),
  'a merge key of itself': composed('version: "3.8"\nx-a: &a\n  <<: *a\nservices: {app: {image: x}}\n'),
  'a map 250 deep': composed(
    `version: "3.8"\nx-a: ${'{a: '.repeat(250)}1${'}'.repeat(250)}\nservices: {app: {image: x}}\n`,
  ),
  '2,000 services of one env_file': [
    ...recipe,
    repeated('shared.env', 'A=1\n', 20_000),
    write('compose.yml', services(lines(2000, (i) => `  s${i}: {image: x, env_file: shared.env}`))),
    commit,
  ],
  'a string of 200,000 dollars': composed(services(`  app: {image: x, command: "${'$$'.repeat(100_000)}"}\n`)),
  'variables within defaults, 20 deep': composed(
    services(`  app: {image: "${'${A:-'.repeat(20)}x${'}'.repeat(20)}"}\n`),
  ),
  'a .env that doubles 18 times': {
    steps: recipe,
    env: `TYPE=checkout\nA=${'x'.repeat(64)}\n${lines(18, (i) => `${String.fromCharCode(66 + i)}=$${String.fromCharCode(65 + i)}$${String.fromCharCode(65 + i)}`)}`,
  },
  'a TYPE of 100,000 characters': {
    steps: recipe,
    env: `TYPE=checkout:${'9'.repeat(100_000)}\nDOMAIN=a.example.com\n`,
  },
  'a COMPOSE_FILE of 3,000 names': {
    steps: recipe,
    env: `TYPE=checkout\nDOMAIN=a.example.com\nCOMPOSE_FILE=compose.yml${':compose.yml'.repeat(3000)}\n`,
  },
  'a COMPOSE_FILE of 300 KB': {
    steps: recipe,
    env: `TYPE=checkout\nDOMAIN=a.example.com\nCOMPOSE_FILE=${'a/../'.repeat(60_000)}compose.yml\n`,
  },
  'merge keys of merge keys': composed(
    `version: "3.8"\nx-a: &a {${lines(200, (i) => `k${i}: ${i},`).replaceAll('\n', ' ')}}\n${lines(
      60,
      (i) => `x-${i}: &m${i} {<<: [${Array(30).fill(i === 0 ? '*a' : `*m${i - 1}`)}], own: ${i}}`,
    )}services: {app: {image: x}}\n`,
  ),
  '10,000 anchors and aliases': composed(
    `version: "3.8"\n${lines(10_000, (i) => `x-${i}: &a${i} ${i === 0 ? 'x' : `*a${i - 1}`}`.replace(/&a\d+ \*/, '*'))}services: {app: {image: x}}\n`,
  ),
  'an app file of 100,000 lines': { steps: recipe, env: `TYPE=checkout\n${lines(100_000, (i) => `A${i}=1`)}` },
  'an app file whose lines refer to each other': {
    steps: recipe,
    env: `TYPE=checkout\nDOMAIN=x\n${lines(20_000, (i) => `A${i}=$A${i - 1}\${A${i + 1}}x`)}`,
  },
  'an abra.sh and .env.sample of 1 MB, in short lines': [
    ...recipe,
    repeated('abra.sh', 'export A_B_VERSION=v1\n', 45_000),
    repeated('.env.sample', 'SECRET_A_VERSION=v1 # length=10\n', 30_000),
    commit,
  ],
  'a thousand overlays in COMPOSE_FILE': {
    steps: [
      ...recipe,
      ...Array.from({ length: 1000 }, (_, i) =>
        write(`compose.${i}.yml`, `version: "3.8"\nservices: {app: {labels: {l${i}: "\${DOMAIN}"}}}\n`),
      ),
      commit,
    ],
    env: `TYPE=checkout\nDOMAIN=x\nCOMPOSE_FILE=compose.yml${lines(1000, (i) => `:compose.${i}.yml`).replaceAll('\n', '')}\n`,
  },
  'an app file of 2 MB': { steps: recipe, env: `TYPE=checkout\n${'A=1\n'.repeat(500_000)}` },
  'a quote that does not end': { steps: recipe, env: `TYPE=checkout\nA="${'\\n'.repeat(50_000)}\n` },
}
