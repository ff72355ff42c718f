import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readPublishedCases } from '../../src/golden/cases/published-cases.js'

/** One run of the stand-in; `{ABRA_DIR}` in a text is what it was given. */
export interface StandInRun {
  stdout?: string
  stderr?: string
  exit?: number
  /** Git commands in the recipe's folder. */
  git?: string[][]
  /** Put behind the app's file. */
  appendEnv?: string
  ending?: 'hang' | 'hang, deaf to SIGTERM' | 'leave a child' | 'die' | 'print for ever'
}

export interface StandInScript {
  /** The first one all of whose words are among the arguments. */
  runs?: ({ when?: string[] } & StandInRun)[]
  /** The others, one after the other. */
  inOrder?: StandInRun[]
}

export interface StandIn {
  path: string
  /** How it was called, so far. */
  calls(): { pid: number; args: string[]; cwd: string; env: Record<string, string> }[]
}

/** Puts a program that replays the script into a folder, under the name it stands in for. */
export function makeStandIn(dir: string, { runs = [], inOrder = [] }: StandInScript, name = 'abra'): StandIn {
  mkdirSync(dir, { recursive: true })
  const path = join(dir, name)
  if (!existsSync(path)) symlinkSync(resolve('test/support/abra-stand-in.mjs'), path)
  writeFileSync(`${path}.json`, JSON.stringify({ runs, inOrder }))
  const calls = () => (existsSync(`${path}.log`) ? readFileSync(`${path}.log`, 'utf8').trim().split('\n') : [])
  return { path, calls: () => calls().map((line) => JSON.parse(line)) }
}

const published = new Map(readPublishedCases('golden').map(({ id, expected }) => [id, expected.words ?? []]))

/** The published words of a case, in order. */
export function publishedWords(id: string): string[] {
  const words = published.get(id)
  if (words === undefined || words.length === 0) throw new Error(`no published words of ${id}`)
  return words
}

/** `abra --version`, as published (G25). */
export const versionRun = { when: ['--version'], stdout: `${publishedWords('G25')[0]}\n` }
