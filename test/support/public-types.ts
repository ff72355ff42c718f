import { resolve } from 'node:path'
import ts from 'typescript'

/** A named type of this package that an export refers to. */
export interface NamedType {
  readonly name: string
  /** The source file that declares it. */
  readonly file: string
  /** The export, or the type, that refers to it. */
  readonly usedBy: string
}

/**
 * The named types of this package that the exports of a module refer to and that it does not export: in signatures, properties, unions, type
 * arguments and the functions of options. Read from the declarations that the compiler writes, so that inferred types count too.
 */
export function typesNotExported(entry: string, sources: ReadonlyMap<string, string> = new Map()): NamedType[] {
  const { program, file } = declarationsOf(resolve(entry), sources)
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`${entry} exports nothing`)
  const seen = new Set<ts.Symbol>(checker.getExportsOfModule(module).map((symbol) => aimOf(symbol, checker)))
  const found: NamedType[] = []
  for (const symbol of seen) {
    for (const declaration of symbol.declarations ?? []) {
      for (const used of namedTypesIn(declaration, checker)) {
        if (seen.has(used)) continue
        seen.add(used)
        // A value behind `typeof` needs no name of its own; what its type names does.
        if ((used.flags & ts.SymbolFlags.Type) === 0) continue
        const [place] = used.declarations ?? []
        const path = place?.getSourceFile().fileName.replace(/\.d\.ts$/, '.ts') ?? ''
        found.push({ name: used.name, file: path.replace(`${resolve('.')}/`, ''), usedBy: symbol.name })
      }
    }
  }
  return found
}

/** A second program, over the declarations of the first. */
function declarationsOf(entry: string, sources: ReadonlyMap<string, string>) {
  const config = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.json',
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  )
  const options: ts.CompilerOptions = {
    ...config?.options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  }
  const source = ts.createProgram([entry], options, hostWith(options, sources))
  const written = new Map<string, string>()
  source.emit(undefined, (name, text) => written.set(name, text), undefined, true)
  const declared = ts.createProgram([entry.replace(/\.ts$/, '.d.ts')], options, hostWith(options, written))
  const file = declared.getSourceFile(entry.replace(/\.ts$/, '.d.ts'))
  if (file === undefined) throw new Error(`the compiler writes no declarations of ${entry}`)
  return { program: declared, file }
}

/** Reads those files from memory first; `.ts` files that have a declaration there are not seen. */
function hostWith(options: ts.CompilerOptions, files: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const hidden = (path: string) => files.has(path.replace(/(?<!\.d)\.ts$/, '.d.ts')) && !files.has(path)
  return {
    ...host,
    fileExists: (path) => files.has(path) || (!hidden(path) && host.fileExists(path)),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    getSourceFile: (path, language) => {
      const text = files.get(path)
      return text === undefined ? host.getSourceFile(path, language) : ts.createSourceFile(path, text, language, true)
    },
  }
}

/** Types, and values by `typeof`, that a declaration names and this package declares; type parameters are none. */
function namedTypesIn(node: ts.Node, checker: ts.TypeChecker): ts.Symbol[] {
  const symbols: ts.Symbol[] = []
  const visit = (each: ts.Node): void => {
    const name = ts.isTypeReferenceNode(each)
      ? each.typeName
      : ts.isExpressionWithTypeArguments(each)
        ? each.expression
        : ts.isTypeQueryNode(each)
          ? each.exprName
          : ts.isImportTypeNode(each)
            ? each.qualifier
            : undefined
    const symbol = name && checker.getSymbolAtLocation(name)
    if (symbol !== undefined) symbols.push(aimOf(symbol, checker))
    ts.forEachChild(each, visit)
  }
  visit(node)
  return symbols.filter((symbol) => isOurs(symbol))
}

function isOurs(symbol: ts.Symbol): boolean {
  if (symbol.flags & ts.SymbolFlags.TypeParameter) return false
  const files = (symbol.declarations ?? []).map((declaration) => declaration.getSourceFile().fileName)
  return files.length > 0 && files.every((path) => !path.includes('/node_modules/'))
}

function aimOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}
