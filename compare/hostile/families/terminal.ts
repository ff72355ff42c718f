import { append, commit, git, type Step, shell, write } from '../../../src/golden/scenario/step-shorthands.js'
import type { HostileFamily } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

/** Colours, a bell, a new title, the eight-bit form, a change of direction, and a line that looks like ours. */
const escapes = '\u001b[31mred\u0007\u001b]0;title\u0007\u009b2J\u202egnp.exe'
/** As git can take it in a name. */
const inName = '\u001b[31mred\u202e\u009b2J'

/** Texts that a terminal would obey, wherever a message may quote one. */
export const terminal: HostileFamily = {
  'names of files': [
    ...recipe,
    write(`untracked${escapes}`),
    write(`compose.${inName}.yml`, 'version: "3.8"\n'),
    write('a\nabra-deploy-version: all is well\nb'),
  ],
  'names of tracked files': [
    ...recipe,
    write(`tracked${escapes}/x${escapes}`, 'x'),
    commit,
    append(`tracked${escapes}/x${escapes}`, 'y'),
  ],
  'names that are not UTF-8': [...recipe, write('bad\\xff\\xfe\\x1b[2J'), write('nul-\\x01\\x7f')],
  'a branch and tags': [
    ...recipe,
    shell(
      `h=$(git rev-parse HEAD); printf '%s refs/tags/1.0.0+1.0.0-\\033[31m\\302\\233x\\n%s refs/heads/\\033]0;x\\007\\n' $h $h >> .git/packed-refs`,
    ),
  ],
  'HEAD on such a branch': [...recipe, shell(`printf 'ref: refs/heads/\\033[31m\\302\\2332J\\n' > .git/HEAD`)],
  'a commit message and author': [
    ...recipe,
    git('commit', '-q', '--allow-empty', '--author', `${inName} <x@example.com>`, '-m', escapes),
    git('tag', '-a', '-m', escapes, '2.0.0+1.0.0'),
  ],
  'an app file': { steps: recipe, env: `TYPE=checkout:${escapes}\nDOMAIN=${escapes}\nCOMPOSE_FILE=${escapes}.yml\n` },
  'a line of an app file that cannot be read': { steps: recipe, env: `TYPE=checkout\n${escapes}\n"${escapes}` },
  'a compose file': [
    ...recipe,
    write(
      'compose.yml',
      `version: "3.8"\nservices:\n  "${escapes.replaceAll(/[\u0000-\u001f\u0080-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}":\n    image: 1\n    oops: 1\n`,
    ),
    commit,
  ],
  'a compose file of control characters': [
    ...recipe,
    write('compose.yml', `version: "3.8"\nservices:\n  app: ${escapes}\n`),
    commit,
  ],
  'a config and an origin': [
    ...recipe,
    append('.git/config', `[remote "origin"]\n\turl = "https://${inName}@example.invalid/${inName}"\n[${inName}\n`),
  ],
  'patterns and submodules': [
    ...recipe,
    write('.gitignore', `${escapes}\n`),
    write('.gitmodules', `[submodule "${inName}"]\npath = ${inName}\nurl = ${inName}\n`),
  ],
  'an abra.sh and .env.sample': [
    ...recipe,
    write('abra.sh', `export ${escapes}_VERSION=${escapes}\n`),
    write('.env.sample', `SECRET_${escapes}_VERSION=${escapes} # length=${escapes}\n`),
    commit,
  ] as Step[],
}
