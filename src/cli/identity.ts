import { stampOf } from '../app/deploy-labels.js'
import { meetsExpectation } from '../decide/expectation.js'
import { connectSwarm } from '../swarm/docker/docker.js'
import { recipeVariablesSaid } from '../swarm/drift/recipe-variables-said.js'
import { type DeployedIdentity, demandStack, identityOf } from '../swarm/identity.js'
import { takeSnapshot } from '../swarm/snapshot/take-snapshot.js'
import type { Command } from './command.js'
import { exitCodes } from './exit-codes.js'
import { readStackArgument, swarmHelp, swarmOptions, textOf } from './swarm-options.js'
import { oneLine, toJson } from './terminal.js'

export const identityCommand: Command = {
  name: 'identity',
  synopsis: 'APP|STACK [options]',
  help: `Prints the version that the labels of STACK_app carry: the commit of a chaos deploy, else the
release. With --json everything; wait and explain take that as --since.

${swarmHelp}
  --allow-absent          a stack that is not deployed is no error (the baseline of a first deploy)
  --json                  one JSON object: the identity, and every service of the stack

Exit codes: 0 fine, 1 not the expected version, 2 it cannot be known.`,
  options: { ...swarmOptions, 'allow-absent': { type: 'boolean' } },
  async run(positionals, values) {
    const { stack, docker } = await readStackArgument('identity', positionals, values)
    const expected = textOf(values, 'expect')
    const reader = await connectSwarm(docker)
    try {
      const snapshot = await takeSnapshot(reader, stack)
      if (values['allow-absent'] === true && snapshot.services.length === 0) {
        const exitCode = expected === undefined ? exitCodes.ok : exitCodes.no
        return { stdout: values['json'] === true ? toJson(snapshot) : 'not deployed', stderr: [], exitCode }
      }
      const identity = identityOf(await demandStack(reader, snapshot), reader.name)
      const stamp = stampOf(identity)
      const strict = values['strict'] === true
      const meets = expected === undefined || (stamp !== undefined && meetsExpectation(stamp, expected, { strict }))
      return {
        stdout: values['json'] === true ? toJson({ ...snapshot, ...identity }) : oneLine(stamp ?? 'unknown'),
        stderr: [
          ...remarks(identity),
          ...(meets ? [] : [`expected ${expected}, deployed is ${stamp ?? 'unknown'}`]),
        ].map(oneLine),
        exitCode: meets ? exitCodes.ok : exitCodes.no,
      }
    } finally {
      reader.close()
    }
  },
}

function remarks(identity: DeployedIdentity): string[] {
  return [...ofEnvironment(identity), ...ofUpdate(identity)]
}

/** Where the labels name no version. */
function ofEnvironment(identity: DeployedIdentity): string[] {
  if (stampOf(identity) !== undefined) return []
  return recipeVariablesSaid(`the tasks of ${identity.service} have`, identity)
}

function ofUpdate({ service, update, previous }: DeployedIdentity): string[] {
  if (update === undefined || update.state === 'completed') return []
  const before = previous === undefined ? undefined : stampOf(previous)
  const mayReturn = update.state === 'updating' && before !== undefined ? `; ${before} may come back` : ''
  return [`the update of ${service} is ${update.state}: ${update.message}${mayReturn}`]
}
