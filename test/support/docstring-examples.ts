import { basename, resolve } from 'node:path'
import ts from 'typescript'

/** A value that a module exports, and the `@example`s of its docstring. */
export interface DocumentedValue {
  readonly name: string
  /** The code of each, without its fence. */
  readonly examples: readonly string[]
}

/** The functions, classes and constants that a module exports, in the order of their names. */
export function documentedValues(entry: string): DocumentedValue[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    '.',
  )
  const program = ts.createProgram([entry], options)
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(entry)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`${entry} exports nothing`)
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => symbol.flags & ts.SymbolFlags.Value)
    .map((symbol) => ({ name: symbol.name, examples: examplesOf(symbol, checker) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function examplesOf(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  return symbol
    .getJsDocTags(checker)
    .filter((tag) => tag.name === 'example')
    .map((tag) => {
      const text = ts.displayPartsToString(tag.text)
      const code = /^```ts\n([\s\S]*)\n```$/.exec(text.trim())?.[1]
      if (code === undefined) throw new Error(`${symbol.name}: an example is one fenced block of ts, not ${text}`)
      return code
    })
}

/** Puts an import of every exported name that a piece of code uses before it. */
export function withImports(code: string, names: readonly string[]): string {
  const text = code.replace(/'[^'\n]*'/g, "''")
  const declared = new Set(
    [...text.matchAll(/\bconst (\{[^}]*\}|\w+)/g)].flatMap(([, named = '']) => named.match(/\w+/g) ?? []),
  )
  const used = names.filter((name) => !declared.has(name) && new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(text))
  return `import { ${used.join(', ')} } from 'abra-deploy-version'\n${code}`
}

/** What the compiler says about pieces of code that a user would copy: `strict`, with the types of this package. */
export function typeErrors(examples: readonly { readonly name: string; readonly code: string }[]): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    '.',
  )
  const files = new Map(examples.map(({ name, code }, at) => [resolve(`test/api/example-${at}-${name}.ts`), code]))
  const users: ts.CompilerOptions = {
    ...options,
    noUncheckedIndexedAccess: false,
    noPropertyAccessFromIndexSignature: false,
    noUnusedLocals: false,
  }
  const host = ts.createCompilerHost(users)
  const program = ts.createProgram([...files.keys()], users, {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    getSourceFile: (path, language) => {
      const text = files.get(path)
      return text === undefined ? host.getSourceFile(path, language) : ts.createSourceFile(path, text, language, true)
    },
  })
  return [...files.keys()].flatMap((path) =>
    program.getSemanticDiagnostics(program.getSourceFile(path)).map(({ messageText }) => {
      return `${basename(path, '.ts')}: ${ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0]}`
    }),
  )
}
