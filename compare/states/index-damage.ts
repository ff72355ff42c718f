import {
  commit,
  fifo,
  files,
  flip,
  git,
  link,
  mkdir,
  patch,
  recipe,
  remove,
  type States,
  type Step,
  socket,
  truncate,
  write,
  writeBytes,
} from '../../src/golden/scenario/step-shorthands.js'

/**
 * The recipe's index: the header, five entries from byte 12 (`.env.sample`, `README.md`, `abra.sh`, `compose.yml`, `config/app.conf`), the
 * cache tree from byte 396 and the checksum from byte 460 to 480.
 */
const index = '.git/index'
const resum: Step = { do: 'resum', path: index }

/** Changed, with a right checksum. */
function changed(offset: number, bytes: string): Step[] {
  return [...recipe, patch(index, offset, bytes), resum]
}

/** Changed, with the old checksum. */
function overwritten(offset: number, bytes: string): Step[] {
  return [...recipe, patch(index, offset, bytes)]
}

/** One byte inverted. The times in an index differ from run to run, and so does its checksum: a fixed byte may be there already. */
function flipped(offset: number): Step[] {
  return [...recipe, flip(index, offset)]
}

function truncated(size: number): Step[] {
  return [...recipe, { do: 'truncate', path: index, size }]
}

/** The entries of the recipe, then instead of the cache tree these bytes (40 at least) and a right checksum. */
function ending(hex: string): Step[] {
  return [
    ...recipe,
    truncate(index, 396),
    { do: 'append', path: index, base64: Buffer.from(hex + '00'.repeat(20), 'hex').toString('base64') },
    resum,
  ]
}

function extension(signature: string, body: string, length = body.length / 2): string {
  return Buffer.from(signature).toString('hex') + length.toString(16).padStart(8, '0') + body
}

const text = (value: string) => Buffer.from(value, 'latin1').toString('hex')
const hash = '11'.repeat(20)

/** Index files that git would not write. */
export const indexDamage: States = {
  'no index': [...recipe, ...remove(index)],
  'no index and no files': [
    ...recipe,
    ...remove(index, 'compose.yml', '.env.sample', 'abra.sh', 'README.md', 'config'),
  ],
  'an empty index file': truncated(0),
  'cut in the signature': truncated(3),
  'cut after the signature': truncated(4),
  'cut in the version': truncated(6),
  'cut after the version': truncated(8),
  'cut after the header': truncated(12),
  'cut in an entry': truncated(40),
  'cut before the flags of an entry': truncated(72),
  'cut in a name': truncated(78),
  'cut in the padding': truncated(88),
  'cut after an entry': truncated(92),
  'cut before the last entry': truncated(316),
  'cut after the entries': truncated(396),
  'cut in the signature of an extension': truncated(398),
  'cut in the length of an extension': truncated(402),
  'cut in an extension': truncated(430),
  'cut before the checksum': truncated(460),
  'cut in the checksum': truncated(470),
  'cut by one byte': truncated(479),
  'a zero byte after the checksum': [...recipe, { do: 'append', path: index, base64: 'AA==' }],
  'a line after the checksum': [
    ...recipe,
    { do: 'append', path: index, text: 'a line that is long enough to be no checksum\n' },
  ],
  'a second checksum': [...recipe, { do: 'append', path: index, base64: Buffer.alloc(20).toString('base64') }, resum],
  'a wrong checksum': flipped(-1),
  'a checksum of zeros, as index.skipHash writes': overwritten(-20, '00'.repeat(20)),
  'another signature': changed(0, '44495244'),
  'version 0': changed(4, '00000000'),
  'version 1': changed(4, '00000001'),
  'version 3 for entries without flags': changed(4, '00000003'),
  'version 4 for entries of version 2': changed(4, '00000004'),
  'version 5': changed(4, '00000005'),
  'one entry fewer than there are': changed(8, '00000004'),
  'one entry more than there are': changed(8, '00000006'),
  'no entries claimed': changed(8, '00000000'),
  'four billion entries claimed': changed(8, 'ffffffff'),
  'four billion entries claimed, wrong checksum': overwritten(8, 'ffffffff'),
  'a flipped bit in a time': flipped(12),
  'another time with a right checksum': changed(20, '00000000'),
  'a time of zero': changed(20, '0000000000000000'),
  'a flipped bit in a hash': flipped(52),
  'another hash with a right checksum': changed(52, '00'),
  'a hash of zeros': changed(52, '00'.repeat(20)),
  'another size with a right checksum': changed(48, '00000001'),
  'a mode of zero': changed(36, '00000000'),
  'a mode and hash of zero': [...changed(36, '00000000'), patch(index, 52, '00'.repeat(20)), resum],
  'a mode 100664': changed(36, '000081b4'),
  'a mode 100755': changed(36, '000081ed'),
  'a mode of a folder': changed(36, '00004000'),
  'a mode of a link': changed(36, '0000a000'),
  'a mode of a gitlink': changed(36, '0000e000'),
  'a mode with high bits': changed(36, 'ffff81a4'),
  'an unknown mode': changed(36, '00001234'),
  'the extended flag in version 2': changed(72, '400b'),
  'the assume-valid flag': changed(72, '800b'),
  'a stage of 3 alone': changed(72, '300b'),
  'a name length that is too small': changed(72, '0005'),
  'a name length that is too large': changed(72, '00ff'),
  'a name length of zero': changed(72, '0000'),
  'a name length of 4095 with a short name': changed(72, '0fff'),
  'a name with a zero byte': changed(76, '00'),
  'a name with a slash in front': changed(74, '2f'),
  'a name with a slash at its end': changed(84, '2f'),
  'a name with two slashes': changed(76, '2f2f'),
  'a name that climbs': changed(74, text('../xxxxxxxx')),
  'a name with a dot dot inside': changed(74, text('x/../README')),
  'a name with a dot segment': changed(74, text('x/./comp.ym')),
  'a name below .git': changed(74, text('.git/config')),
  'a name that another has too': [...files('aaaa', 'aaab'), commit, patch(index, 74 + 72, text('aaaa')), resum],
  'names out of order': changed(74, text('zzzzzzzzzzz')),
  'a name of one dot': [...files('a', 'b'), commit, patch(index, 74, text('.')), resum],
  'a name of one slash': [...files('a', 'b'), commit, patch(index, 74, text('/')), resum],
  'a name of two dots': [...files('aa', 'bb'), commit, patch(index, 74, text('..')), resum],
  'a name of a folder and a slash': [...files('aa', 'b/x'), commit, patch(index, 74, text('b/')), resum],
  'a file that is a folder of the entry before': [
    ...files('ab/x', 'zz'),
    commit,
    patch(index, 74 + 72, text('ab')),
    resum,
  ],
  'a file that is a folder of the entry after': [...files('aa', 'zz/x'), commit, patch(index, 74, text('zz')), resum],
  'a file that is a deep folder of the entry after': [
    ...files('abcd', 'ab/cd/x'),
    commit,
    patch(index, 74, text('ab/cd/xx')),
    patch(index, 74 + 72, text('ab/c')),
    resum,
  ],
  'padding that is not zero': changed(86, 'ffffffff'),
  'an unknown optional extension': ending(extension('ABCD', '00'.repeat(40))),
  'an unknown optional extension of no length': ending(extension('ABCD', '') + extension('EFGH', '00'.repeat(40))),
  'an unknown optional extension that claims too much': ending(extension('ABCD', '00'.repeat(40), 4000)),
  'an unknown optional extension that claims four billion': ending(extension('ABCD', '00'.repeat(40), 0xffffffff)),
  'an unknown required extension': ending(extension('abcd', '00'.repeat(40))),
  'an extension whose signature is no letter': ending(extension('1234', '00'.repeat(40))),
  'an extension whose signature is zeros': ending(`00000000${extension('ABCD', '00'.repeat(40))}`),
  'a link extension': ending(extension('link', hash + '00'.repeat(20))),
  'a sparse-directory extension': ending(extension('sdir', '00'.repeat(40))),
  'an untracked-cache extension of garbage': ending(extension('UNTR', 'ff'.repeat(40))),
  'a cache tree of garbage': ending(extension('TREE', 'ff'.repeat(40))),
  'a cache tree without a count': ending(extension('TREE', text('x'.repeat(40)))),
  'a cache tree with a bad count': ending(extension('TREE', `00${text('abc 0\n')}${hash}${hash}`)),
  'a cache tree with a bad number of subtrees': ending(extension('TREE', `00${text('5 abc\n')}${hash}${hash}`)),
  'a cache tree with a huge count': ending(extension('TREE', `00${text('99999999999999999999 0\n')}${hash}`)),
  'a cache tree with a plus sign': ending(extension('TREE', `00${text('+5 0\n')}${hash}`)),
  'a cache tree with blanks': ending(extension('TREE', `00${text(' 5 0\n')}${hash}`)),
  'a cache tree that is cut in its hash': ending(extension('TREE', `00${text('5 0\n')}${'11'.repeat(10)}`)),
  'a cache tree that is cut before its hash': ending(extension('TREE', `00${text('5 0\n')}`) + extension('ABCD', hash)),
  'a cache tree with an invalid entry at its end': ending(
    extension('TREE', `00${text('-1 0\n')}`) + extension('ABCD', hash),
  ),
  'a cache tree with invalid entries in a row': ending(
    extension('TREE', `00${text('-1 2\n')}${text('a')}00${text('-1 0\n')}${text('b')}00${text('1 0\n')}${hash}`),
  ),
  'a cache tree with an invalid entry and a hash after it': ending(extension('TREE', `00${text('-1 0\n')}${hash}`)),
  'a cache tree with a count of minus two': ending(extension('TREE', `00${text('-2 0\n')}${hash}`)),
  'two cache trees': ending(
    extension('TREE', `00${text('5 0\n')}${hash}`) + extension('TREE', `00${text('5 0\n')}${hash}`),
  ),
  'a resolve-undo extension': ending(
    extension('REUC', `${text('a')}00${text('100644')}00${text('100644')}00${text('0')}00${hash}${hash}`),
  ),
  'a resolve-undo extension with no stages': ending(
    extension('REUC', `${text('a')}00${text('0')}00${text('0')}00${text('0')}00`) + extension('ABCD', hash),
  ),
  'a resolve-undo extension with a bad mode': ending(
    extension('REUC', `${text('a')}00${text('100648')}00${text('0')}00${text('0')}00${hash}`),
  ),
  'a resolve-undo extension with an empty mode': ending(extension('REUC', `${text('a')}000000000000${hash}`)),
  'a resolve-undo extension with a huge mode': ending(
    extension('REUC', `${text('a')}00${text('7'.repeat(30))}00${text('0')}00${text('0')}00${hash}`),
  ),
  'a resolve-undo extension with a mode of many zeros': ending(
    extension('REUC', `${text('a')}00${text(`${'0'.repeat(30)}100644`)}00${text('0')}00${text('0')}00${hash}`),
  ),
  'a resolve-undo extension with the largest mode': ending(
    extension('REUC', `${text('a')}00${text('777777777777777777777')}00${text('0')}00${text('0')}00${hash}`),
  ),
  'a resolve-undo extension with a mode one above the largest': ending(
    extension('REUC', `${text('a')}00${text('1000000000000000000000')}00${text('0')}00${text('0')}00${hash}`),
  ),
  'a resolve-undo extension that is cut': ending(
    extension('REUC', `${text('a')}00${text('100644')}00${text('100644')}00${text('0')}00${hash}`),
  ),
  'a resolve-undo extension without an end': ending(extension('REUC', text('a'.repeat(40)))),
  'an end-of-entries extension': ending(extension('EOIE', `0000018c${hash}`) + extension('ABCD', hash)),
  'an end-of-entries extension that is too short': ending(extension('EOIE', hash)),
  'an end-of-entries extension that is too long': ending(extension('EOIE', hash + hash)),
  'the index is a folder': [...recipe, ...remove(index), write(`${index}/x`)],
  'the index is an empty folder': [...recipe, ...remove(index), mkdir(index)],
  'the index is a link': [...recipe, { do: 'rename', from: index, to: '.git/real' }, link(index, 'real')],
  'the index is a link into the checkout': [
    ...recipe,
    { do: 'rename', from: index, to: 'real' },
    link(index, '../real'),
  ],
  'the index is a link out of the checkout': [
    ...recipe,
    { do: 'rename', from: index, to: 'outside:real' },
    link(index, '../../outside/real'),
  ],
  'the index is a dangling link': [...recipe, ...remove(index), link(index, 'nowhere')],
  'the index is a link to itself': [...recipe, ...remove(index), link(index, 'index')],
  'the index is a FIFO': [...recipe, ...remove(index), fifo(index)],
  'the index is a socket': [...recipe, ...remove(index), socket(index)],
  'the index is text': [...recipe, write(index, 'no index at all, but long enough to be one\n')],
  'the index is of zeros': [...recipe, writeBytes(index, '00'.repeat(100))],
  'an index of no entries': [...recipe, writeBytes(index, `4449524300000002${'00'.repeat(24)}`), resum],
  'an index of no entries, version 4': [...recipe, writeBytes(index, `4449524300000004${'00'.repeat(24)}`), resum],
  'an index lock is left behind': [...recipe, write('.git/index.lock')],
  'a damaged index in an unborn repository': [write('x'), git('add', '-A'), flip(index, -1)],
  'an index without a commit': [write('x'), git('add', '-A')],
}

/** Version 4: an entry is 62 bytes, then how much of the last name to drop, then the rest of the name and a zero. */
const version4 = [...recipe, git('update-index', '--index-version', '4')]

export const indexPrefixDamage: States = {
  'version 4: the first entry drops something': [...version4, patch(index, 74, '05'), resum],
  'version 4: an entry drops more than there is': [...version4, patch(index, 12 + 62 + 13 + 62, '7f'), resum],
  'version 4: an entry drops just all': [...version4, patch(index, 12 + 62 + 13 + 62, '0b'), resum],
  'version 4: an empty name': [
    ...version4,
    patch(index, 4, '0000000400000001'),
    truncate(index, 12 + 62),
    { do: 'append', path: index, base64: Buffer.alloc(22).toString('base64') },
    resum,
  ],
  'version 4: an entry drops nothing': [...version4, patch(index, 12 + 62 + 13 + 62, '00'), resum],
  'version 4: a number without an end': [...version4, patch(index, 12 + 62 + 13 + 62, 'ffffffffffffffffff'), resum],
  'version 4: a name without an end': [
    ...version4,
    truncate(index, 12 + 62 + 8),
    { do: 'append', path: index, base64: Buffer.alloc(20, 'x').toString('base64') },
    resum,
  ],
}
