import fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import { parseYaml } from '../src/compose/yaml/parse-yaml.js'
import type { ComposeInput } from '../src/golden/cases/compose-input.js'
import { ReferenceProcess } from '../src/golden/cases/reference-process.js'
import { judgeStage, type PortAnswer, type StageAnswer } from '../src/golden/cases/stage-answer.js'
import { askDockerCli, askLoader } from './compare-compose.js'
import { programOptions, wholeNumber } from './program-options.js'
import { randomYaml } from './random/random-yaml.js'

const BATCH = 500
const SHOWN = 3
/** Numbers of entries for the timing: each twice the one before. */
const SIZES = [2000, 4000, 8000]
/** Valid YAML on which a reader that compares every entry with every other takes quadratic time. */
const SHAPES: Record<string, (entry: number) => string> = {
  'a map of so many keys': (entry) => `k${entry}: v\n`,
  'a map of so many anchors': (entry) => `k${entry}: &a${entry} v\n`,
}

const values = programOptions({
  /** The folder of reference-compose. Without it npm yaml is compared with src/compose/yaml alone. */
  reference: { type: 'string' },
  count: { type: 'string', default: '5000' },
  seed: { type: 'string', default: '1' },
})

await compareReaders(wholeNumber('count', values.count), wholeNumber('seed', values.seed))
compareTimes()

/** Counts the texts that npm yaml and src/compose/yaml read otherwise than docker/cli does. */
async function compareReaders(count: number, seed: number): Promise<void> {
  const inputs = fc.sample(randomYaml, { seed, numRuns: count })
  const expected = await readExpected(inputs)
  const judge = values.reference === undefined ? 'src/compose/yaml' : 'docker/cli'
  console.log(`${count} random texts that are YAML or nearly so, seed ${seed}, read by ${judge} and`)
  await print('npm yaml, as YAML 1.1', inputs, expected, answerThroughNpm)
  if (values.reference === undefined) console.log('  docker/cli was not asked: it needs Go 1.26')
  else await print('src/compose/yaml', inputs, expected, askLoader)
}

async function readExpected(inputs: readonly ComposeInput[]): Promise<StageAnswer[]> {
  if (values.reference === undefined)
    return Promise.all(inputs.map(async (input) => asReference(await askLoader(input))))
  const reference = new ReferenceProcess(`${values.reference}/reference-compose`)
  try {
    const answers: StageAnswer[] = []
    for (let done = 0; done < inputs.length; done += BATCH)
      answers.push(
        ...(await Promise.all(inputs.slice(done, done + BATCH).map((input) => askDockerCli(input, reference)))),
      )
    return answers
  } finally {
    reference.close()
  }
}

function asReference(answer: PortAnswer): StageAnswer {
  return 'answer' in answer ? answer : { error: JSON.stringify(answer) }
}

async function print(
  reader: string,
  inputs: readonly ComposeInput[],
  expected: readonly StageAnswer[],
  read: (input: ComposeInput) => Promise<PortAnswer>,
): Promise<void> {
  const groups: Record<string, string[]> = { 'refused here only': [], 'accepted here only': [], 'another value': [] }
  for (const [i, input] of inputs.entries()) {
    const [theirs = { hang: 'not asked' }, answer] = [expected[i], await read(input)]
    if (judgeStage(theirs, answer) === 'agree') continue
    const accepted = 'answer' in theirs ? 'another value' : 'accepted here only'
    const kind = 'answer' in answer ? accepted : 'refused here only'
    groups[kind]?.push(input.files[0]?.text ?? '')
  }
  const differ = Object.values(groups).reduce((sum, texts) => sum + texts.length, 0)
  console.log(`  ${reader}: ${differ} differ (${((100 * differ) / inputs.length).toFixed(1)}%)`)
  for (const [kind, texts] of Object.entries(groups)) {
    if (texts.length === 0) continue
    const shortest = texts.sort((a, b) => a.length - b.length).slice(0, SHOWN)
    console.log(`    ${texts.length} ${kind}: ${shortest.map((text) => JSON.stringify(text)).join(', ')}`)
  }
}

/** What the loader makes of the value that npm yaml reads, handed over as JSON, which every YAML reader takes the same. */
async function answerThroughNpm({ files: [file], env }: ComposeInput): Promise<PortAnswer> {
  try {
    const text = toJson(readByNpm(file?.text ?? ''))
    return await askLoader({ files: [{ path: file?.path ?? '', text }], env })
  } catch (error) {
    return { failed: `COMPOSE_SYNTAX: ${error}` }
  }
}

/** The first document, as docker/cli reads it. @throws what npm yaml refuses */
function readByNpm(text: string): unknown {
  const [document] = parseAllDocuments(text, { version: '1.1', logLevel: 'error' })
  if (document?.errors[0] !== undefined) throw document.errors[0]
  return document?.toJS({ mapAsMap: true })
}

/** @throws TypeError for a key that is no text, which docker/cli refuses as well */
function toJson(value: unknown): string {
  if (value instanceof Set) return toJson(new Map([...value].map((key) => [key, null])))
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  if (!(value instanceof Map)) return toAscii(JSON.stringify(value) ?? 'null')
  const entries = [...value].map(([key, item]) => {
    if (typeof key !== 'string') throw new TypeError('a key that is no text')
    return `${toAscii(JSON.stringify(key))}:${toJson(item)}`
  })
  return `{${entries.join(',')}}`
}

function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function compareTimes(): void {
  console.log(`milliseconds for ${SIZES.join(', ')} entries, and the growth from the first to the last (×4 is linear)`)
  for (const [name, entryOf] of Object.entries(SHAPES)) {
    const texts = SIZES.map((size) => Array.from({ length: size }, (_, i) => entryOf(i)).join(''))
    for (const [reader, read] of [
      ['npm yaml', readByNpm],
      ['src/compose/yaml', (text: string) => parseYaml('compose.yml', text)],
    ] as const) {
      const times = texts.map((text) => millisecondsOf(() => read(text)))
      const growth = ((times.at(-1) ?? 0) / (times[0] ?? 1)).toFixed(1)
      console.log(`  ${name}, ${reader}: ${times.map((time) => time.toFixed(0)).join(', ')} (×${growth})`)
    }
  }
}

/** The shorter of two runs: the first one also pays for compiling. */
function millisecondsOf(work: () => unknown): number {
  const runs = [0, 1].map(() => {
    const began = performance.now()
    work()
    return performance.now() - began
  })
  return Math.min(...runs)
}
