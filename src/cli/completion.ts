import type { Command } from './command.js'
import { type Shell, shells } from './completion-scripts.js'
import { exitCodes } from './exit-codes.js'
import { usage } from './usage.js'

/** @param loadCommands loads every command, this one included */
export function makeCompletionCommand(loadCommands: () => Promise<readonly Command[]>): Command {
  return {
    name: 'completion',
    synopsis: 'bash|zsh|fish',
    help: `Prints a completion script for a shell: commands, options, and the files and folders that options
take. Apps are completed from ABRA_DIR, else ~/.abra.

  bash: source <(abra-deploy-version completion bash)
  zsh:  abra-deploy-version completion zsh > ~/.zfunc/_abra-deploy-version
  fish: abra-deploy-version completion fish | source`,
    options: {},
    async run([shell, ...more]) {
      if (shell === undefined || !isShell(shell) || more.length > 0)
        throw usage('completion needs one shell', 'SHELL', `choose ${Object.keys(shells).join(', ')}`, shell)
      return { stdout: shells[shell](await loadCommands()), stderr: [], exitCode: exitCodes.ok }
    },
  }
}

function isShell(name: string): name is Shell {
  return Object.hasOwn(shells, name)
}
