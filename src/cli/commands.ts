import type { Command } from './command.js'
import type { CommandName } from './command-summaries.js'

/** Loads a command when it is called: `--help` needs none of them. */
export type CommandLoaders = Readonly<Record<CommandName, () => Promise<Command>>>

export const commands: CommandLoaders = {
  'chaos-version': async () => (await import('./chaos-version.js')).chaosVersionCommand,
  predict: async () => (await import('./predict.js')).predictCommand,
  stamp: async () => (await import('./stamp.js')).stampCommand,
  identity: async () => (await import('./identity.js')).identityCommand,
  wait: async () => (await import('./wait.js')).waitCommand,
  explain: async () => (await import('./explain.js')).explainCommand,
  upgrade: async () => (await import('./upgrade.js')).upgradeCommand,
  fleet: async () => (await import('./fleet.js')).fleetCommand,
  recipe: async () => (await import('./recipe.js')).recipeCommand,
  rule: async () => (await import('./rule.js')).ruleCommand,
  completion: async () => (await import('./completion.js')).makeCompletionCommand(loadAll),
  golden: async () => (await import('./golden.js')).goldenCommand,
}

function loadAll(): Promise<Command[]> {
  return Promise.all(Object.values(commands).map((load) => load()))
}
