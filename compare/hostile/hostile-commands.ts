import { join } from 'node:path'
import type { AskedFile, HostileCase } from './hostile-case.js'
import { appName, type PlacedCase } from './place-case.js'

/** A command of the campaign. */
export interface HostileCommand {
  readonly name: string
  /** `read` must write nothing and start nothing; `git` may run git in scratch folders; `write` may also change the recipe. */
  readonly kind: 'read' | 'git' | 'write'
  /** `cli`, or the program that calls the functions (hostile-calls.ts). */
  readonly program: 'cli' | 'calls'
  readonly args: (place: PlacedCase, host: string, hostile: HostileCase) => readonly string[]
}

const expected = 'eb96de9411c4ba4953ea152479d05a90efb044df'

function cli(name: string, args: HostileCommand['args'], kind: HostileCommand['kind'] = 'read'): HostileCommand {
  return { name, kind, program: 'cli', args }
}

/** A command about the app, with its checkout and home. */
function ofApp(name: string, [command = '', ...more]: readonly string[], docker = false): HostileCommand {
  return cli(name, ({ abraDir, home }, host) => [
    ...[command, appName, '--abra-dir', abraDir, '--home', home, ...more],
    ...(docker ? ['--docker-host', host] : ['--no-swarm']),
  ])
}

function call(name: string, kind: HostileCommand['kind']): HostileCommand {
  return { name, kind, program: 'calls', args: (place, _, { ref = 'HEAD' }) => [name, place.abraDir, place.home, ref] }
}

/** What is asked about every checkout. */
const aboutCheckouts: readonly HostileCommand[] = [
  cli('chaos-version', ({ checkout, home }) => ['chaos-version', checkout, '--home', home]),
  cli('chaos-version --explain', ({ checkout, home }) => [
    'chaos-version',
    checkout,
    '--home',
    home,
    '--explain',
    '--json',
  ]),
  ofApp('predict', ['predict']),
  ofApp('predict --explain', ['predict', '--explain', '--json', '--chaos'], true),
  ofApp('stamp', ['stamp']),
  ofApp('stamp --chaos', ['stamp', '--chaos', '--offline'], true),
  cli('explain', ({ abraDir, checkout }, host) => [
    ...['explain', appName, '--abra-dir', abraDir, '--checkout', checkout, '--docker-host', host, '--expect', expected],
  ]),
  cli('fleet', ({ abraDir }, host) => ['fleet', '--abra-dir', abraDir, '--docker-host', host]),
  call('status with a small budget', 'read'),
  call('checkoutRef', 'write'),
  call('ensure offline', 'write'),
  call('ensure', 'write'),
  call('fetchRecipe', 'write'),
]

const aboutSwarms: readonly HostileCommand[] = [
  ...aboutCheckouts.filter(({ name }) => /^(?:predict --|stamp --|explain|fleet)/.test(name)),
  cli('identity', ({ abraDir }, host) => ['identity', appName, '--abra-dir', abraDir, '--docker-host', host]),
  cli('identity --json', ({ abraDir }, host) => [
    ...['identity', appName, '--abra-dir', abraDir, '--docker-host', host, '--allow-absent', '--json'],
  ]),
  cli('wait', ({ abraDir }, host) => [
    'wait',
    appName,
    '--abra-dir',
    abraDir,
    '--docker-host',
    host,
    '--timeout',
    '2s',
  ]),
]

const explain = (name: string, more: (file: string) => readonly string[]): HostileCommand =>
  cli(name, ({ abraDir, asked }, host) => [
    'explain',
    appName,
    '--abra-dir',
    abraDir,
    '--docker-host',
    host,
    ...more(asked),
  ])
const alone = (option: string, ...more: string[]): HostileCommand =>
  cli(`explain --${option}${more.map((one) => ` ${one}`).join('')}`, ({ asked }) => [
    'explain',
    `--${option}`,
    asked,
    ...more,
  ])

const aboutFiles: Readonly<Record<AskedFile, readonly HostileCommand[]>> = {
  recording: [alone('recording'), alone('recording', '--json'), alone('recording', '--as-abra')],
  run: [alone('run'), alone('run', '--json')],
  since: [
    explain('explain --since', (file) => ['--since', file]),
    explain('explain --since --json', (file) => ['--since', file, '--json']),
  ],
  after: [explain('explain --after', (file) => ['--after', file])],
  fleet: [
    cli('fleet --since', ({ abraDir, asked }, host) => [
      'fleet',
      '--abra-dir',
      abraDir,
      '--docker-host',
      host,
      '--since',
      asked,
    ]),
  ],
  settings: [
    cli('predict --settings', ({ outside, home, asked }, _, { asked: file }) => [
      ...['predict', appName, '--home', home, '--settings', file?.text === '' ? join(outside, 'settings') : asked],
    ]),
  ],
  secrets: [
    cli('predict --secrets', ({ abraDir, home, asked }) => [
      ...['predict', appName, '--abra-dir', abraDir, '--home', home, '--no-swarm', '--secrets', asked],
    ]),
  ],
  golden: [
    cli('golden verify', ({ asked }) => ['golden', 'verify', '--golden', asked], 'git'),
    cli('golden verify --json', ({ asked }) => ['golden', 'verify', '--golden', asked, '--json'], 'git'),
  ],
}

/** The commands to be run on a case. */
export function hostileCommands({ swarm, asked }: HostileCase): readonly HostileCommand[] {
  if (asked !== undefined) return aboutFiles[asked.option]
  return swarm === undefined ? aboutCheckouts : aboutSwarms
}
