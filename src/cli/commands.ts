import type { Command } from './command.js'

/** A command as the overview lists it. */
interface ListedCommand {
  readonly summary: string
  /** Loads its module: `--help` needs none of them. */
  readonly load: () => Promise<Command>
}

/** Every command, in the order in which the overview lists them. */
export const commands: Readonly<Record<string, ListedCommand>> = {
  'chaos-version': {
    summary: 'what a chaos deploy of this checkout is stamped with',
    load: async () => (await import('./chaos-version.js')).chaosVersionCommand,
  },
  predict: {
    summary: 'what abra app deploy would choose and write',
    load: async () => (await import('./predict.js')).predictCommand,
  },
  stamp: {
    summary: 'the merged compose file with the labels, for docker stack deploy',
    load: async () => (await import('./stamp.js')).stampCommand,
  },
  identity: {
    summary: 'what is deployed now, with the spec before and the state of the update',
    load: async () => (await import('./identity.js')).identityCommand,
  },
  wait: {
    summary: 'until the update has ended, well or badly',
    load: async () => (await import('./wait.js')).waitCommand,
  },
  explain: {
    summary: 'why the deployed version is not the expected one',
    load: async () => (await import('./explain.js')).explainCommand,
  },
  upgrade: {
    summary: 'the upgrade test of a recipe: the base, then the head over it',
    load: async () => (await import('./upgrade.js')).upgradeCommand,
  },
  golden: {
    summary: 'compare this program with the recorded answers, or record them anew',
    load: async () => (await import('./golden.js')).goldenCommand,
  },
}
