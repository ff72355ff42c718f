/** What each command does, in the order of the overview. */
export const commandSummaries = {
  'chaos-version': 'what a chaos deploy of this checkout is stamped with',
  predict: 'what abra app deploy would choose and write',
  stamp: 'the merged compose file with the labels, for docker stack deploy',
  identity: 'what is deployed now, with the spec before and the state of the update',
  wait: 'until the update has ended, well or badly',
  explain: 'why the deployed version is not the expected one, or what a code means',
  upgrade: 'the upgrade test of a recipe: the base, then the head over it',
  fleet: 'every app: what is deployed against what would be',
  recipe: 'what is wrong with a recipe, before a release',
  rule: 'what a rule that a trace names says, and how well it is known',
  completion: 'a completion script for bash, zsh or fish',
  golden: 'compare this program with the recorded answers, or record them anew',
} as const

export type CommandName = keyof typeof commandSummaries
