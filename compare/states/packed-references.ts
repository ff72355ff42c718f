import { fifo, link, recipe, remove, type States, type Step, write } from '../../src/golden/scenario/step-shorthands.js'
import { recipeObjects } from './recipe-objects.js'

const head = recipeObjects.commit
const line = `${head} refs/heads/main\n`

/** HEAD's branch in packed-refs alone, which has this text. */
function packed(text: string): Step[] {
  return [...recipe, ...remove('.git/refs/heads/main'), write('.git/packed-refs', text)]
}

/** What `.git/packed-refs` may hold, and be. */
export const packedReferences: States = {
  'packed alone': packed(`# pack-refs with: peeled fully-peeled sorted \n${line}`),
  'packed without a header': packed(line),
  'packed without line end': packed(line.trim()),
  'packed with carriage returns': packed(line.replace('\n', '\r\n')),
  'packed with a tab': packed(line.replace(' ', '\t')),
  'packed with two blanks': packed(line.replace(' ', '  ')),
  'packed with a blank at the end': packed(line.replace('\n', ' \n')),
  'packed with a blank in front': packed(` ${line}`),
  'packed with a blank line': packed(`\n\n${line}`),
  'packed with a line of blanks': packed(`   \n${line}`),
  'packed with a peeled line': packed(`${line}^${head}\n`),
  'packed with a malformed line before': packed(`garbage\n${line}`),
  'packed with a malformed line after': packed(`${line}garbage\n`),
  'packed with three words': packed(`a b c\n${line}`),
  'packed with a hash of garbage': packed('garbage refs/heads/main\n'),
  'packed with a short hash': packed(`${head.slice(0, 10)} refs/heads/main\n`),
  'packed with capitals': packed(`${head.toUpperCase()} refs/heads/main\n`),
  'packed twice, the first right': packed(`${line}${'12'.repeat(20)} refs/heads/main\n`),
  'packed twice, the last right': packed(`${'12'.repeat(20)} refs/heads/main\n${line}`),
  'packed as a symref': packed('ref: refs/heads/other\n'),
  'packed with a symref for a hash': [...packed('ref:x refs/heads/main\n')],
  'packed with a line that is too long before': packed(`# ${'x'.repeat(65536)}\n${line}`),
  'packed with a line that is too long after': packed(`${line}# ${'x'.repeat(65536)}\n`),
  'packed with a line of 65534 bytes before': packed(`#${'x'.repeat(65533)}\n${line}`),
  'packed with a line of 65535 bytes before': packed(`#${'x'.repeat(65534)}\n${line}`),
  'packed with a byte order mark': packed(`\ufeff${line}`),
  'packed with a NUL': packed(`\0\n${line}`),
  'packed-refs cut': packed(line.slice(0, 30)),
  'packed-refs empty': packed(''),
  'packed-refs a folder': [...recipe, ...remove('.git/refs/heads/main'), write('.git/packed-refs/x')],
  'packed-refs a folder, not needed': [...recipe, write('.git/packed-refs/x')],
  'packed-refs malformed, not needed': [...recipe, write('.git/packed-refs', 'garbage\n')],
  'packed-refs a link': [...packed(''), write('.git/real', line), link('.git/packed-refs', 'real')],
  'packed-refs a link to outside': [
    ...packed(''),
    write('outside:real', line),
    link('.git/packed-refs', '../../outside/real'),
  ],
  'packed-refs a dangling link': [...packed(''), link('.git/packed-refs', 'nowhere')],
  'packed-refs a FIFO': [...packed(''), fifo('.git/packed-refs')],
  'packed-refs for an unborn branch, malformed': [write('x'), write('.git/packed-refs', 'garbage\n')],
}
