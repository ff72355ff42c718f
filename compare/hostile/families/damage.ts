import {
  append,
  flip,
  git,
  patch,
  remove,
  type Step,
  shell,
  truncate,
  write,
} from '../../../src/golden/scenario/step-shorthands.js'
import { recipeObjects } from '../../states/recipe-objects.js'
import { stateCatalogue } from '../../states/state-catalogue.js'
import type { HostileFamily } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

const place = (hash: string) => `.git/objects/${hash.slice(0, 2)}/${hash.slice(2)}`
const resum: Step = { do: 'resum', path: '.git/index' }

/** The only pack and its index, renamed so that a step can name them. */
const packed: Step[] = [...recipe, git('repack', '-adfq'), git('prune-packed')]
const onPack = (command: string): Step => shell(`cd .git/objects/pack && chmod 644 * && ${command}`)
const poke = (file: string, offset: string, octal: string) =>
  onPack(`f=$(echo *.${file}) && printf '${octal}' | dd of=$f bs=1 seek=$((${offset})) conv=notrunc status=none`)
/** Where the offsets of a pack index of seven objects begin: header, fan-out, names, checksums. */
const offsets = '8 + 1024 + $(git rev-list --objects --all | sort -u | wc -l) * 24'

/** Every so manyth of the named worktree states that are damaged or odd. */
const fromCatalogue = stateCatalogue()
  .filter(({ family }) => family === 'repository-forms' || family === 'index-forms')
  .filter((_, i) => i % 40 === 7)

/** Git's own files, cut, changed or made up. */
export const damage: HostileFamily = {
  'an index that is cut': [...recipe, truncate('.git/index', 100)],
  'an index that claims four billion entries': [...recipe, patch('.git/index', 8, 'ffffffff'), resum],
  'an index with a bit changed and a right checksum': [...recipe, flip('.git/index', 70), resum],
  'a pack index with bit 31 in its offsets': [...packed, poke('idx', offsets, '\\377\\377\\377\\377')],
  'a pack index with a wrong fan-out': [...packed, poke('idx', '8', '\\377\\377\\377\\377')],
  'a pack index that is cut': [...packed, onPack('truncate -s 1100 *.idx')],
  'a pack that is cut': [...packed, onPack('truncate -s 40 *.pack')],
  'a pack with a byte changed': [...packed, poke('pack', '30', '\\252')],
  'a commit that is no commit': [
    ...recipe,
    ...remove(place(recipeObjects.commit)),
    write(place(recipeObjects.commit), 'garbage'),
  ],
  'a tree that is missing': [...recipe, ...remove(place(recipeObjects.tree))],
  'HEAD of garbage': [...recipe, write('.git/HEAD', '\u0000\u001b[31mred\u0007\n')],
  'HEAD that leads to itself': [...recipe, write('.git/HEAD', 'ref: HEAD\n')],
  'two references that lead to each other': [
    ...recipe,
    write('.git/refs/heads/main', 'ref: refs/heads/b\n'),
    write('.git/refs/heads/b', 'ref: refs/heads/main\n'),
  ],
  'a reference outside of refs': [
    ...recipe,
    write('.git/HEAD', 'ref: ../../outside/secret\n'),
    write('outside:secret', '1'.repeat(40)),
  ],
  'packed-refs of garbage': [
    ...recipe,
    ...remove('.git/refs/heads/main'),
    write('.git/packed-refs', 'one two three\n\n\n'),
  ],
  'a config of garbage': [...recipe, append('.git/config', '[core\nx = "\n')],
  'a .gitmodules of garbage': [...recipe, write('.gitmodules', '[submodule "\n')],
  'no objects at all': [...recipe, ...remove('.git/objects')],
  'no .git': { steps: { repository: 'none', steps: [write('compose.yml', 'version: "3.8"\n')] } },
  ...Object.fromEntries(fromCatalogue.map(({ family, name, scenario }) => [`${family}: ${name}`, { steps: scenario }])),
}
