import {
  append,
  chmod,
  commit,
  git,
  link,
  rename,
  type Step,
  write,
} from '../../../src/golden/scenario/step-shorthands.js'
import type { HostileFamily } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

/** A program that leaves a file beside itself; the campaign looks for it, and for any program that was started at all. */
const program = '../outside/program'
const canary: Step[] = [
  write('outside:program', '#!/bin/sh\ntouch "$(dirname "$0")/executed"\ncat\n', '755'),
  chmod('755', 'outside:program'),
]

/** The recipe, and lines of its `.git/config`. */
function configured(...lines: string[]): Step[] {
  return [...canary, ...recipe, append('.git/config', `${lines.join('\n')}\n`), append('compose.yml', '# changed\n')]
}

const hookNames = [
  'post-checkout',
  'post-index-change',
  'pre-commit',
  'post-merge',
  'reference-transaction',
  'post-update',
]
const hook = '#!/bin/sh\ntouch ../outside/executed\n'

/** Places from which git itself would start a program. */
export const commands: HostileFamily = {
  'hooks of every name': [...canary, ...recipe, ...hookNames.map((name) => write(`.git/hooks/${name}`, hook, '755'))],
  'core.hooksPath': configured('[core]', `hooksPath = ../outside`),
  'core.fsmonitor': configured('[core]', `fsmonitor = ${program}`),
  'a filter that cleans and smudges': [
    ...configured('[filter "x"]', `clean = ${program}`, `smudge = ${program}`, `process = ${program}`, 'required'),
    write('.gitattributes', '* filter=x diff=x merge=x\n'),
  ],
  'a diff driver and textconv': [
    ...configured('[diff "x"]', `textconv = ${program}`, `command = ${program}`, '[diff]', `external = ${program}`),
    write('.gitattributes', '* diff=x\n'),
  ],
  'an ssh command and a remote by ssh': {
    steps: configured(
      '[core]',
      `sshCommand = ${program}`,
      '[remote "origin"]',
      'url = ssh://git@example.invalid/x.git',
    ),
  },
  'a remote helper as origin': configured(
    '[protocol "ext"]',
    'allow = always',
    '[remote "origin"]',
    `url = ext::${program} %S`,
  ),
  'an option as origin': configured('[remote "origin"]', `url = --upload-pack=${program}`),
  'an upload-pack of its own': configured('[remote "origin"]', 'url = .', `uploadpack = ${program}`),
  'insteadOf for every address': configured('[url "ext::sh -c x"]', 'insteadOf = https://', 'insteadOf = .'),
  'origin is the checkout itself': configured(
    '[remote "origin"]',
    'url = .',
    '[uploadpack]',
    `packObjectsHook = ${program}`,
  ),
  'origin is a path in the checkout': [
    ...configured('[remote "origin"]', 'url = ./inner'),
    { do: 'git', args: ['init', '-q', 'inner'] },
    append('inner/.git/config', `[core]\nfsmonitor = ../${program}\n[uploadpack]\npackObjectsHook = ../${program}\n`),
  ],
  'origin is a file: address of the checkout': configured('[remote "origin"]', 'url = file://localhost/../checkout'),
  'an include of another config': [
    ...configured('[include]', 'path = ../extra', '[includeIf "gitdir:/"]', 'path = ../extra'),
    write('extra', `[core]\nfsmonitor = ${program}\n[remote "origin"]\nurl = ext::${program}\n`),
  ],
  'aliases, pager, editor, askpass, gpg': configured(
    ...['[alias]', `status = !${program}`, `fetch = !${program}`],
    ...[
      '[core]',
      `pager = ${program}`,
      `editor = ${program}`,
      `askPass = ${program}`,
      `alternateRefsCommand = ${program}`,
    ],
    ...[
      '[gpg]',
      `program = ${program}`,
      '[credential]',
      `helper = ${program}`,
      `[trailer "x"]`,
      `command = ${program}`,
    ],
  ),
  'core.worktree elsewhere': configured('[core]', 'worktree = ../../outside'),
  'a bare repository inside the tree': [
    ...canary,
    ...recipe,
    { do: 'git', args: ['init', '-q', '--bare', 'nested'] },
    append('nested/config', `[core]\nfsmonitor = ../${program}\n`),
  ],
  'a .git file that names a folder of ours': [
    ...configured('[core]', `fsmonitor = ${program}`),
    rename('.git', 'hidden'),
    write('.git', 'gitdir: hidden\n'),
  ],
  'a submodule that updates by a command': [
    ...canary,
    ...recipe,
    write('.gitmodules', `[submodule "x"]\npath = x\nurl = ext::${program}\nupdate = !${program}\n`),
    git('update-index', '--add', '--cacheinfo', `160000,${'12'.repeat(20)},x`),
    append('.git/config', `[submodule "x"]\nurl = ext::${program}\nupdate = !${program}\n`),
  ],
  'an abra.sh, an entrypoint and a .env.sample of commands': [
    ...canary,
    ...recipe,
    write('abra.sh', `touch ../outside/executed\nexport APP_VERSION=$(${program})\nexport X=\`${program}\`\n`, '755'),
    write('.env.sample', `TYPE=checkout\nX=$(${program})\nSECRET_A_VERSION=v1 # length=$(${program})\n`),
    commit,
  ],
  'commands in an app file and its compose file': {
    steps: [
      ...canary,
      ...recipe,
      write('compose.yml', `version: "3.8"\nservices: {app: {image: "$(${program})"}}\n`),
      commit,
    ],
    env: `TYPE=checkout\nDOMAIN=$(${program})\nX=\`${program}\`\nY=$(touch executed)\n`,
  },
  'programs named like ours in the checkout': [
    ...canary,
    ...recipe,
    ...['git', 'abra', 'docker', 'ssh', 'flock', 'node'].map((name) => write(name, hook, '755')),
    link('node_modules', '../outside'),
    write('package.json', '{"type":"module","imports":{"#x":"./git"},"scripts":{"preinstall":"touch executed"}}'),
    write('.npmrc', 'script-shell=../outside/program\n'),
    write('.node-options', `--require=${program}\n`),
  ],
}
