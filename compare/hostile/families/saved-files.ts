import { type Step, write } from '../../../src/golden/scenario/step-shorthands.js'
import type { AskedFile, HostileFamily, HostileInput } from '../hostile-case.js'
import { soundBaseline, soundFleet, soundRecording, soundRun } from '../saved-samples.js'
import { recipe } from './hostile-recipe.js'

const escapes = '\u001b[31mred\u0007\u009b2J\u202e'

function asked(option: AskedFile, text: unknown): HostileInput {
  return { steps: recipe, asked: { option, text: typeof text === 'string' ? text : JSON.stringify(text) } }
}

/** Every text of a saved file replaced. */
function withTexts(value: unknown, text: string): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each) =>
      typeof each === 'string' && !/^(?:stack|kind|state)$/.test(key) ? text : each,
    ),
  )
}

/** A recording of golden cases whose only case has these steps; the manifest does not vouch for it. */
function golden(...steps: unknown[]): HostileInput {
  const about = { about: 'a case from elsewhere', rules: ['L03'] }
  return asked('golden', { ...about, scenario: { steps } })
}

/** Files that somebody else may have saved, and sent. */
export const savedFiles: HostileFamily = {
  'a recording that is no JSON': asked('recording', '{"schema":1,'),
  'a recording of null': asked('recording', 'null'),
  'a recording with a time that is none': asked(
    'recording',
    JSON.stringify(soundRecording()).replaceAll(/"2026-11-2\dT[^"]*"/g, '"soon"'),
  ),
  'a recording that expects null': asked('recording', { ...soundRecording(), expected: null }),
  'a recording whose checkout is a list': asked('recording', { ...soundRecording(), checkout: [1, null] }),
  'a recording of escapes': asked('recording', withTexts(soundRecording(), escapes)),
  'a recording 20,000 deep': asked('recording', `{"schema":1,"stack":"x","snapshots":${'['.repeat(20_000)}`),
  'a run of escapes': asked('run', withTexts(soundRun(), escapes)),
  'a run whose verdict is null': asked('run', { ...soundRun(), verdict: null }),
  'a run with null for everything': asked(
    'run',
    JSON.stringify(soundRun(), (key, value) => (typeof value === 'object' && key !== '' ? null : value)),
  ),
  'a baseline of escapes': asked('since', withTexts(soundBaseline(), escapes)),
  'a baseline with null for a task': asked(
    'since',
    JSON.stringify(soundBaseline()).replace(/"tasks":\[/, '"tasks":[null,'),
  ),
  'a fleet of null': asked('fleet', { ...soundFleet(), apps: [null] }),
  'a fleet of escapes': asked('fleet', withTexts(soundFleet(), escapes)),
  'settings that name a program': asked(
    'settings',
    'ABRA_DIR=$(touch executed)\nabra=../outside/program\ndocker-host=ssh://-oProxyCommand=x\n',
  ),
  'settings of escapes': asked('settings', `${escapes}=${escapes}\n`),
  'settings of a FIFO in its place': {
    steps: [...recipe, { do: 'fifo', path: 'outside:settings' } as Step],
    asked: { option: 'settings', text: '' },
  },
  'secrets of escapes': asked('secrets', `${escapes}\n${escapes}\n`),
  'a golden case that runs an alias': golden({ do: 'git', args: ['-c', 'alias.x=!touch executed', 'x'] }),
  'a golden case that sets an environment': golden({
    do: 'git',
    args: ['status'],
    env: { GIT_DIR: '../outside', GIT_EXTERNAL_DIFF: 'touch executed' },
  }),
  'a golden case that writes a hook': golden(write('.git/hooks/post-commit', '#!/bin/sh\ntouch executed\n', '755'), {
    do: 'commit',
  }),
  'a golden case that writes through a link': golden({ do: 'link', path: 'a', to: '../outside' }, write('a/written')),
  'a golden case that repeats': golden({ do: 'write', path: 'a', repeat: 'x', times: 2_000_000 }),
  'a golden case that expects null': asked('golden', 'null'),
}
