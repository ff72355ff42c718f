import type { Step } from '../../scenario/scenario.js'
import { append, commit, git, remove, settle, write } from '../../scenario/step-shorthands.js'
import { branchSection, deploysOf, envOf, recipe, recipeWithoutTags } from './deploy-shorthands.js'

const version = '0.2.0+1.1.0'
const noSections: Step[] = [git('config', '--remove-section', 'branch.main')]
const renamed: Step[] = [git('branch', '-q', '-m', 'main', 'master')]

/** Which branch Ensure checks out. */
export const branchDeploys = deploysOf('default-branch', {
  main: { about: 'Only main has a section.', rules: ['R35'], checkout: recipeWithoutTags },
  master: { about: 'Only master has a section.', rules: ['R35'], checkout: [...recipeWithoutTags, ...renamed] },
  both: {
    about: 'Both have a section, and differ.',
    rules: ['R35'],
    checkout: [
      ...recipeWithoutTags,
      git('branch', 'master'),
      ...branchSection('master'),
      append('README.md', 'Main.\n'),
      commit,
      settle,
    ],
  },
  neither: { about: 'Neither has a section.', rules: ['R35'], checkout: [...recipeWithoutTags, ...noSections] },
  'neither-with-version': {
    about: 'Neither has a section, but the .env file names a release.',
    rules: ['R34', 'R35'],
    checkout: [...recipe, ...noSections],
    env: envOf(`recorded:${version}`),
  },
  'section-without-branch': {
    about: 'master has a section but no branch; main has both.',
    rules: ['R35'],
    checkout: [...recipeWithoutTags, ...branchSection('master')],
  },
})

const intoInfo = write('.git/info/exclude', 'notes\n')

/** What a checkout by force deletes. */
export const checkoutDeploys = deploysOf('checkout', {
  'ignored-files': {
    about: 'Ignored files, before a release is checked out.',
    rules: ['L20', 'L21'],
    checkout: [...recipe, write('build.log'), write('sub/deep.log')],
    env: envOf(`recorded:${version}`),
  },
  'ignored-files-at-the-same-commit': {
    about: 'Ignored files, and the commit is checked out already.',
    rules: ['L20', 'L21'],
    checkout: [...recipeWithoutTags, write('build.log')],
  },
  'excluded-by-the-repository': {
    about: 'A file that .git/info/exclude hides.',
    rules: ['L20', 'L15'],
    checkout: [...recipe, intoInfo, write('notes')],
    env: envOf(`recorded:${version}`),
  },
  'excluded-by-the-user': {
    about: 'A file that the excludesfile of ~/.gitconfig hides.',
    rules: ['L20', 'R23'],
    checkout: [
      ...recipe,
      write('home:.gitconfig', '[core]\n\texcludesfile = ~/ignored\n'),
      write('home:ignored', 'notes\n'),
      write('notes'),
    ],
    env: envOf(`recorded:${version}`),
  },
  'ignored-file-that-the-release-has': {
    about: 'An ignored file in the place of one that the release has.',
    rules: ['L20'],
    checkout: [
      ...recipeWithoutTags,
      write('kept.log', 'released\n'),
      git('add', '-f', 'kept.log'),
      commit,
      { do: 'tag', name: '1.0.0+1.0.0', annotated: true },
      git('rm', '-q', 'kept.log'),
      commit,
      settle,
      write('kept.log', 'mine\n'),
    ],
    env: envOf('recorded:1.0.0+1.0.0'),
  },
  'executable-bit-of-a-release': {
    about: 'The release has an executable file, main no longer.',
    rules: ['L18', 'L19'],
    checkout: [
      ...recipeWithoutTags,
      write('run.sh', '#!/bin/sh\n', '755'),
      commit,
      { do: 'tag', name: '1.0.0+1.0.0', annotated: true },
      ...remove('run.sh'),
      commit,
      settle,
    ],
    env: envOf('recorded:1.0.0+1.0.0'),
  },
})
