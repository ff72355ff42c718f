import { git, recipe, remove, type States, type Step, shell, write } from '../../src/golden/scenario/step-shorthands.js'
import { recipeObjects } from './recipe-objects.js'

const packed: Step[] = [...recipe, git('repack', '-adfq'), git('prune-packed')]
/** The name of a pack that is not the recipe's. */
const pack = `.git/objects/pack/pack-${'12'.repeat(20)}`

const [commitFile, subtreeFile, blobFile] = [recipeObjects.commit, recipeObjects.subtree, recipeObjects.compose].map(
  (hash) => `.git/objects/${hash.slice(0, 2)}/${hash.slice(2)}`,
) as [string, string, string]

/** Loose objects, one of them missing. */
function without(file: string): Step[] {
  return [...recipe, ...remove(file)]
}

/** The recipe's pack, or its index, changed in place by the shell that git gives to aliases; `file` is `pack` or `idx`. */
function editedPack(command: string): Step[] {
  return [...packed, shell(`cd .git/objects/pack && chmod 644 * && ${command}`)]
}

const poke = (file: string, offset: string, octal: string) =>
  `f=$(echo *.${file}) && printf '${octal}' | dd of=$f bs=1 seek=${offset} conv=notrunc status=none`

/** Inverts the byte so many bytes before the end, since another git or zlib may write any fixed one there. */
const flip = (file: string, fromEnd: number) =>
  [
    `f=$(echo *.${file}) && at=$(( $(stat -c %s $f) - ${fromEnd} )) && byte=$(od -An -tu1 -j $at -N 1 $f)`,
    'printf "\\\\$(printf %o $((byte ^ 255)))" | dd of=$f bs=1 seek=$at conv=notrunc status=none',
  ].join(' && ')

export const damagedPacks: States = {
  'a pack': packed,
  'a pack and loose objects alike': [...recipe, git('repack', '-afq')],
  'a pack without index': [...packed, shell('rm -f .git/objects/pack/*.idx')],
  'a pack index without pack': [...packed, shell('rm -f .git/objects/pack/*.pack')],
  'a damaged pack among good loose objects': [
    ...recipe,
    write(`${pack}.pack`, 'garbage'),
    write(`${pack}.idx`, 'garbage'),
  ],
  'a damaged pack among good loose objects, one of them missing': [
    ...without(blobFile),
    write(`${pack}.pack`, 'garbage'),
    write(`${pack}.idx`, 'garbage'),
  ],
  'a damaged pack and a missing subtree': [
    ...without(subtreeFile),
    write(`${pack}.pack`, 'garbage'),
    write(`${pack}.idx`, 'garbage'),
  ],
  'a damaged pack and a missing commit': [
    ...without(commitFile),
    write(`${pack}.pack`, 'garbage'),
    write(`${pack}.idx`, 'garbage'),
  ],
  'an empty pack and index': [...without(commitFile), write(`${pack}.pack`), write(`${pack}.idx`)],
  'a pack alone, empty': [...without(commitFile), write(`${pack}.pack`)],
  'a pack index alone, empty': [...without(commitFile), write(`${pack}.idx`)],
  'a pack with a name that is no hash': [
    ...without(commitFile),
    write('.git/objects/pack/pack-x.pack', 'x'),
    write('.git/objects/pack/pack-x.idx', 'x'),
  ],
  'a pack with a short name': [
    ...without(commitFile),
    write('.git/objects/pack/pack-ab.pack', 'x'),
    write('.git/objects/pack/pack-ab.idx', 'x'),
  ],
  'a leftover of a fetch among the packs': [
    ...packed,
    write('.git/objects/pack/tmp_pack_x', 'x'),
    write('.git/objects/pack/x.keep'),
  ],
  'a folder named like a pack': [...recipe, write('.git/objects/pack/pack-0.pack/x')],
  'a folder of packs that is a file': [
    ...without(commitFile),
    ...remove('.git/objects/pack'),
    write('.git/objects/pack'),
  ],
  'the pack is cut': editedPack('truncate -s 100 *.pack'),
  'the pack is cut in its checksum': editedPack('truncate -s -5 *.pack'),
  'the pack is empty': editedPack('truncate -s 0 *.pack'),
  'the pack is longer': editedPack('echo more >> *.pack'),
  'the pack has another signature': editedPack(poke('pack', '0', 'XXXX')),
  'the pack has another version': editedPack(poke('pack', '7', '\\3')),
  'the pack has an unknown version': editedPack(poke('pack', '7', '\\7')),
  'the pack has another count': editedPack(poke('pack', '11', '\\377')),
  'the first object of the pack has another type': editedPack(poke('pack', '12', '\\260')),
  'the first object of the pack has type 0': editedPack(poke('pack', '12', '\\0')),
  'the first object of the pack has type 5': editedPack(poke('pack', '12', '\\320\\16')),
  'the first object of the pack is a delta of nothing': editedPack(poke('pack', '12', '\\340\\16\\177')),
  'the first object of the pack is a delta of an unknown one': editedPack(poke('pack', '12', '\\360\\16')),
  'the first object of the pack has another size': editedPack(poke('pack', '12', '\\221\\1')),
  'the first object of the pack is garbage': editedPack(poke('pack', '14', '\\0\\1\\2\\3\\4')),
  'the checksum of the pack is wrong': editedPack(flip('pack', 1)),
  'the index of the pack is cut': editedPack('truncate -s 500 *.idx'),
  'the index of the pack is cut after its header': editedPack('truncate -s 8 *.idx'),
  'the index of the pack is cut after the fan-out': editedPack('truncate -s 1032 *.idx'),
  'the index of the pack is cut in its checksum': editedPack('truncate -s -5 *.idx'),
  'the index of the pack is cut before its checksums': editedPack('truncate -s -40 *.idx'),
  'the index of the pack is empty': editedPack('truncate -s 0 *.idx'),
  'the index of the pack is longer': editedPack('echo more >> *.idx'),
  'the index of the pack has another signature': editedPack(poke('idx', '0', 'XXXX')),
  'the index of the pack has version 1 by number': editedPack(poke('idx', '7', '\\1')),
  'the index of the pack has version 3': editedPack(poke('idx', '7', '\\3')),
  'the fan-out of the pack shrinks': editedPack(poke('idx', '520', '\\0\\0\\0\\377')),
  'the fan-out of the pack claims far too many': editedPack(poke('idx', '1028', '\\0\\1\\0\\0')),
  'the fan-out of the pack claims one more': editedPack(poke('idx', '1031', '\\11')),
  'the fan-out of the pack claims one fewer': editedPack(poke('idx', '1031', '\\7')),
  'a hash in the index of the pack is another': editedPack(poke('idx', '1034', '\\377')),
  'an offset in the index of the pack is zero': editedPack(
    poke('idx', '1224', '\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'),
  ),
  'an offset in the index of the pack is behind the end': editedPack(
    poke('idx', '1224', '\\0\\377\\0\\0\\0\\377\\0\\0\\0\\377\\0\\0\\0\\377\\0\\0'),
  ),
  'offsets in the index of the pack are large ones': editedPack(
    poke('idx', '1224', '\\200\\0\\0\\0\\200\\0\\0\\0\\200\\0\\0\\0\\200\\0\\0\\0'),
  ),
  'the checksum of the index of the pack is wrong': editedPack(flip('idx', 1)),
  'the checksum of the pack in its index is wrong': editedPack(flip('idx', 30)),
  'the pack is a link': editedPack('f=$(echo *.pack) && mv $f ../real && ln -s ../real $f'),
  'the pack is a link to outside': editedPack(
    'f=$(echo *.pack) && mv $f ../../../../outside/real && ln -s ../../../../outside/real $f',
  ),
  'the index of the pack is a link': editedPack('f=$(echo *.idx) && mv $f ../real && ln -s ../real $f'),
  'the index of the pack is a link to outside': editedPack(
    'f=$(echo *.idx) && mv $f ../../../../outside/real && ln -s ../../../../outside/real $f',
  ),
  'the pack is a folder': editedPack('f=$(echo *.pack) && rm $f && mkdir $f'),
  'the index of the pack is a folder': editedPack('f=$(echo *.idx) && rm $f && mkdir $f'),
  'the pack is named in capitals': editedPack('for f in *; do mv $f $(echo $f | tr a-f A-F); done'),
  'the pack is named otherwise': editedPack(
    'for e in pack idx; do mv *.$e pack-1111111111111111111111111111111111111111.$e; done',
  ),
  'the pack is named with more digits': editedPack(
    'for e in pack idx; do f=$(echo *.$e); mv $f $(basename $f .$e)00.$e; done',
  ),
  'the pack is not readable by name of its index': editedPack('for f in *.idx; do mv $f $(basename $f .idx).IDX; done'),
}
