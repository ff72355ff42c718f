import { resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import {
  abraDeployer,
  chaosRedeploy,
  performUpgrade,
  prepullImages,
  pruneOrphans,
  stackDeployer,
  waitForConvergence,
  waitHealthy,
  withStackLock,
} from '../../src/index.js'

/** Names that sound like a duration. */
const sounds = /timeout|delay|interval|grace|period|monitor|duration|wait|pause|patience|poll/i
/** Those that are none. */
const noDuration: Record<string, string> = {
  'StackLockOptions.onWait': 'a callback',
  'UpgradeOptions.onLockWait': 'a callback',
}

/** Each call with an old name: the call, the old name, what it gives, what is written now. */
const oldCalls: [call: string, old: string, run: (old: never) => unknown, now: string][] = [
  ['waitForConvergence', 'timeout', (old) => waitForConvergence('s', old), 'timeoutMs: 7000;'],
  ['waitHealthy', 'timeout', (old) => waitHealthy({ stack: 's', ...(old as object) }), 'timeoutMs: 7000;'],
  ['waitHealthy', 'pause', (old) => waitHealthy({ stack: 's', ...(old as object) }), 'pauseMs: 7;'],
  ['performUpgrade', 'timeout', (old) => performUpgrade('s', old), 'timeoutMs: 7000;'],
  ['performUpgrade', 'deployTimeout', (old) => performUpgrade('s', old), 'deployTimeoutMs: 7000;'],
  ['chaosRedeploy', 'timeout', (old) => chaosRedeploy('s', old), 'timeoutMs: 7000;'],
  ['withStackLock', 'timeout', (old) => withStackLock('s', () => expect.unreachable(), old), 'timeoutMs: 7;'],
  ['prepullImages', 'timeout', (old) => prepullImages({ services: {} } as never, old), 'timeoutMs: 7;'],
  ['pruneOrphans', 'timeout', (old) => pruneOrphans('s', { services: {} }, old), 'timeoutMs: 7;'],
  ['abraDeployer', 'grace', (old) => abraDeployer(old), 'graceMs: 7;'],
  ['abraDeployer().deploy', 'timeout', (old) => abraDeployer().deploy(old), 'timeoutMs: 7;'],
  ['stackDeployer().deploy', 'timeout', (old) => stackDeployer().deploy(old), 'timeoutMs: 7;'],
]

/** The same calls in TypeScript, with an object that was made elsewhere, so that the compiler does not look for unknown names. */
const typed = `
import * as sdk from './index.js'
declare const signal: AbortSignal
declare const deployer: sdk.Deployer
declare const request: Omit<sdk.DeployRequest, 'timeoutMs' | 'timeout'>
const timeout = { signal, timeout: 7 }
const from = { deployer, from: 'a', to: 'b' }
sdk.waitForConvergence('s', timeout)
sdk.waitHealthy({ stack: 's', ...timeout })
sdk.waitHealthy({ stack: 's', ...{ pause: 7 } })
sdk.performUpgrade('s', { ...from, ...timeout })
sdk.performUpgrade('s', { ...from, ...{ deployTimeout: 7 } })
sdk.chaosRedeploy('s', { deployer, ...timeout })
sdk.withStackLock('s', () => {}, timeout)
sdk.prepullImages({ version: '3.8', services: {} }, timeout)
sdk.pruneOrphans('s', { services: {} }, timeout)
sdk.abraDeployer({ bin: 'abra', ...{ grace: 7 } })
sdk.abraDeployer().deploy({ ...request, timeoutMs: 7, ...timeout })
sdk.stackDeployer().deploy({ ...request, timeoutMs: 7, ...timeout })
`

const calls = resolve('src/calls-with-old-names.ts')
const program = programWith(calls, typed)
const checker = program.getTypeChecker()

describe('the options of the public functions', () => {
  const durations = optionTypes().flatMap(({ name, type }) =>
    checker
      .getPropertiesOfType(type)
      .filter((property) => sounds.test(property.name) && noDuration[`${name}.${property.name}`] === undefined)
      .map((property) => ({ name, property, type: checker.getTypeOfSymbol(property) })),
  )
  const isOld = ({ type }: { type: ts.Type }) => checker.typeToString(checker.getNonNullableType(type)) === 'never'

  it('name a duration …Ms', () => {
    const named = durations.filter((each) => !isOld(each)).map(({ name, property }) => `${name}.${property.name}`)
    expect(named.filter((name) => !name.endsWith('Ms'))).toEqual([])
    expect(named).toEqual(
      expect.arrayContaining(['WaitOptions.timeoutMs', 'DeployRequest.timeoutMs', 'AbraDeployerOptions.graceMs']),
    )
  })

  it('have the new name of every old one, a number', () => {
    const old = durations.filter(isOld)
    expect(old.length).toBeGreaterThanOrEqual(10)
    for (const { name, property } of old) {
      const now = durations.find((each) => each.name === name && each.property.name === `${property.name}Ms`)
      expect(now && checker.typeToString(checker.getNonNullableType(now.type)), `${name}.${property.name}`).toBe(
        'number',
      )
    }
  })
})

describe('an option under its old name', () => {
  it('is a type error in each call', () => {
    const lines = typed.split('\n')
    const expected = lines.flatMap((line, index) => (line.startsWith('sdk.') ? [index] : []))
    const file = program.getSourceFile(calls)
    const found = program.getSemanticDiagnostics(file).map(({ start = 0, messageText }) => {
      expect(ts.flattenDiagnosticMessageText(messageText, '\n')).toContain("not assignable to type 'never'")
      return file?.getLineAndCharacterOfPosition(start).line
    })
    expect(expected).toHaveLength(oldCalls.length)
    expect(found).toEqual(expected)
  })

  it.each(oldCalls)('is a usage error of %s: %s', async (_, old, run, now) => {
    const error = await Promise.resolve()
      .then(() => run({ [old]: 7 } as never))
      .catch((thrown) => thrown)
    expect(error).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(`the option ${old} is now ${old}Ms, in milliseconds: write ${now} `),
      data: { argument: old, value: '7' },
    })
  })
})

/** The exported types whose name says that they are what a caller gives. */
function optionTypes(): { name: string; type: ts.Type }[] {
  const index = program.getSourceFile(resolve('src/index.ts'))
  const module = index && checker.getSymbolAtLocation(index)
  if (module === undefined) throw new Error('src/index.ts exports nothing')
  return checker
    .getExportsOfModule(module)
    .filter(({ name }) => /(?:Options|Request|Choice)$/.test(name))
    .map((symbol) => ({ name: symbol.name, type: checker.getDeclaredTypeOfSymbol(aimOf(symbol)) }))
}

function aimOf(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** The package's own configuration, with one more file that is only in memory. */
function programWith(path: string, text: string): ts.Program {
  const quiet = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  const options = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, quiet)?.options ?? {}
  const host = ts.createCompilerHost(options)
  const given: ts.CompilerHost = {
    ...host,
    fileExists: (file) => file === path || host.fileExists(file),
    readFile: (file) => (file === path ? text : host.readFile(file)),
    getSourceFile: (file, language) =>
      file === path ? ts.createSourceFile(file, text, language, true) : host.getSourceFile(file, language),
  }
  return ts.createProgram([path], options, given)
}
