import {
  append,
  commit,
  entries,
  git,
  perhaps,
  recipe,
  remove,
  rename,
  type States,
  type Step,
  write,
} from '../../src/golden/scenario/step-shorthands.js'
import { emptyBlob, recipeObjects } from './recipe-objects.js'

function conflict(path: string, ...stages: number[]): Step {
  const lines = stages.map((stage) => `100644 ${emptyBlob} ${stage}\t${path}`)
  return entries(`0 ${'0'.repeat(40)} 0\t${path}`, ...lines)
}

function merging(ours: string, theirs: string): Step[] {
  return [
    ...recipe,
    git('checkout', '-q', '-b', 'other'),
    write('compose.yml', theirs),
    commit,
    git('checkout', '-q', 'main'),
    write('compose.yml', ours),
    commit,
    perhaps(git('merge', '-q', 'other')),
  ]
}

/** Index entries of several stages, put there by hand or left by a command that stopped. */
export const conflicts: States = {
  'a conflict of all three stages': [...recipe, conflict('compose.yml', 1, 2, 3)],
  'a conflict without base': [...recipe, conflict('compose.yml', 2, 3)],
  'a conflict of base and ours': [...recipe, conflict('compose.yml', 1, 2)],
  'a conflict of base and theirs': [...recipe, conflict('compose.yml', 1, 3)],
  'a conflict of ours alone': [...recipe, conflict('compose.yml', 2)],
  'a conflict of base alone': [...recipe, conflict('compose.yml', 1)],
  'a conflict whose first stage is what the file holds': [
    ...recipe,
    write('config/app.conf'),
    conflict('config/app.conf', 1, 2, 3),
  ],
  'a conflict whose stages are all as in HEAD': [
    ...recipe,
    entries(
      `0 ${'0'.repeat(40)} 0\tconfig/app.conf`,
      ...[1, 2, 3].map((stage) => `100644 ${recipeObjects.conf} ${stage}\tconfig/app.conf`),
    ),
  ],
  'a conflict on a file that is gone': [...recipe, conflict('compose.yml', 1, 2, 3), ...remove('compose.yml')],
  'a conflict of a file that HEAD does not know': [...recipe, conflict('new', 1, 2, 3)],
  'a conflict of a file and a folder': [...recipe, conflict('config', 2), write('config/x')],
  'a merge that conflicts': merging('left', 'right'),
  'a merge that conflicts, resolved': [...merging('left', 'right'), write('compose.yml', 'both'), git('add', '-A')],
  'a merge that conflicts, resolved to what HEAD has': [
    ...merging('left', 'right'),
    git('checkout', '--ours', 'compose.yml'),
    git('add', '-A'),
  ],
  'a merge that conflicts by removing': [
    ...recipe,
    git('checkout', '-q', '-b', 'other'),
    append('compose.yml', '# other\n'),
    commit,
    git('checkout', '-q', 'main'),
    ...remove('compose.yml'),
    commit,
    perhaps(git('merge', '-q', 'other')),
  ],
  'a merge that conflicts by renaming twice': [
    ...recipe,
    git('checkout', '-q', '-b', 'other'),
    rename('compose.yml', 'compose.a.yml'),
    commit,
    git('checkout', '-q', 'main'),
    rename('compose.yml', 'compose.b.yml'),
    commit,
    perhaps(git('merge', '-q', 'other')),
  ],
  'a merge of a file with a folder': [
    ...recipe,
    git('checkout', '-q', '-b', 'other'),
    write('x/y', 'folder'),
    commit,
    git('checkout', '-q', 'main'),
    write('x', 'file'),
    commit,
    perhaps(git('merge', '-q', 'other')),
  ],
  'a cherry-pick that conflicts': [
    ...recipe,
    git('checkout', '-q', '-b', 'other'),
    write('compose.yml', 'other'),
    commit,
    git('checkout', '-q', 'main'),
    write('compose.yml', 'main'),
    commit,
    perhaps(git('cherry-pick', 'other')),
  ],
  'a stash that conflicts': [
    ...recipe,
    write('compose.yml', 'stashed'),
    git('stash', '-q'),
    write('compose.yml', 'committed'),
    commit,
    perhaps(git('stash', 'pop')),
  ],
}
