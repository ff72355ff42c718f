import { resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** What the compiler says about statements in which `e` is unknown; each message without its details. */
function complaints(statements: string): string[] {
  const file = resolve('test/api/made-up.ts')
  const text = `import { isAbraVersionError } from '../../src/errors.js'\nexport function f(e: unknown): unknown {\n${statements}\nreturn undefined\n}\n`
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    '.',
  )
  const host = ts.createCompilerHost(options)
  const program = ts.createProgram([file], options, {
    ...host,
    fileExists: (path) => path === file || host.fileExists(path),
    readFile: (path) => (path === file ? text : host.readFile(path)),
    getSourceFile: (path, language) =>
      path === file ? ts.createSourceFile(path, text, language, true) : host.getSourceFile(path, language),
  })
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0] ?? '')
}

describe('isAbraVersionError', () => {
  it('narrows data by the code that is compared afterwards', () => {
    expect(
      complaints(`
        if (isAbraVersionError(e) && e.code === 'APP_NOT_FOUND') return e.data.apps satisfies string[]
        if (isAbraVersionError(e) && (e.code === 'LOCK_FAILED' || e.code === 'CHECKOUT_UNSAFE')) return e.data.reason
        if (isAbraVersionError(e)) switch (e.code) { case 'ENV_SYNTAX': return e.data.godotenv.trim() }
      `),
    ).toEqual([])
  })

  it('narrows data by the code that is asked about', () => {
    expect(complaints(`if (isAbraVersionError(e, 'APP_NOT_FOUND')) return e.data.apps satisfies string[]`)).toEqual([])
  })

  it('promises no data of another code', () => {
    expect(
      complaints(`
        if (isAbraVersionError(e)) return e.data.apps
        if (isAbraVersionError(e) && e.code === 'HOME_UNKNOWN') return e.data.apps
        if (isAbraVersionError(e, 'NO_SUCH_CODE')) return e
        if (isAbraVersionError(e) && e.code === 'NO_SUCH_CODE') return e
      `).map((text) => text.replace(/ on type .*/, '').replace(/ to parameter of type .*/, '')),
    ).toEqual([
      "Property 'apps' does not exist",
      "Property 'apps' does not exist",
      `Argument of type '"NO_SUCH_CODE"' is not assignable`,
      expect.stringMatching(/^This comparison appears to be unintentional/),
    ])
  })
})
