import fc from 'fast-check'
import { encodeBytePath } from '../../src/byte-string/byte-path.js'
import type { GoGitProfile } from '../../src/git/profile.js'
import type { Reference } from '../../src/golden/cases/reference-process.js'
import { envQuestions } from '../compare-env.js'
import {
  compareTexts,
  configQuestions,
  fileMatchQuestions,
  type PatternQuestion,
  patternQuestions,
  type TextDifference,
  type TextQuestions,
} from '../compare-texts.js'
import type { FoundCase, FuzzKind, FuzzRound } from './fuzz-kind.js'

/** How many texts are asked about in one request. */
const BATCH = 5000

/** Ignore patterns and paths. */
export const patternFuzz = textFuzz('patterns', patternQuestions, patternCase)
/** Go's `filepath.Match`, on which patterns rest. */
export const fileMatchFuzz = textFuzz('file-match', fileMatchQuestions)
/** Texts of `~/.gitconfig` and `.git/config`. */
export const configFuzz = textFuzz('configs', configQuestions)
/** Texts of `.env` files; the three references hold one godotenv, so the first one is asked. */
export const envFuzz = textFuzz('env', envQuestions, envCase, true)

/** @param once whether one reference answers for all */
function textFuzz<Question>(
  name: string,
  kind: TextQuestions<Question>,
  toCase?: (question: Question, about: string) => FoundCase | undefined,
  once = false,
): FuzzKind {
  return {
    name,
    perRound: BATCH,
    seedsPerRound: 1,
    async run(round) {
      const [references = new Map<GoGitProfile, Reference>()] = round.pool
      for (const [profile, reference] of [...references].slice(0, once ? 1 : undefined)) {
        const difference = await runBatch(name, kind, profile, reference, round)
        const found = difference && toCase?.(difference.question, `Found by a fuzz of ${name}, seed ${round.seed}`)
        if (found !== undefined) round.found(found)
      }
    },
  }
}

async function runBatch<Question>(
  name: string,
  kind: TextQuestions<Question>,
  profile: GoGitProfile,
  reference: Reference,
  { seed, count, report }: FuzzRound,
): Promise<TextDifference<Question> | undefined> {
  let smallest: TextDifference<Question> | undefined
  let differing = 0
  for (let done = 0, at = seed; done < count; done += BATCH, at++) {
    const numRuns = Math.min(BATCH, count - done)
    const differences = await compareTexts(kind, fc.sample(kind.arbitrary, { seed: at, numRuns }), reference)
    report.count(name, profile, 'agree', numRuns - differences.length)
    report.count(name, profile, 'differ', differences.length)
    differing += differences.length
    if (differences[0] === undefined || smallest !== undefined) continue
    smallest = differences[0]
    const property = fc.asyncProperty(kind.arbitrary, async (question) => {
      const [difference] = await compareTexts(kind, [question], reference)
      smallest = difference ?? smallest
      return difference === undefined
    })
    await fc.check(property, { seed: at, numRuns })
    report.difference(`${name}, seed ${at}`, profile, { ...smallest })
  }
  if (differing > 1) report.note(`${differing} ${name} differ in go-git ${profile}; the first one is shown`)
  return smallest
}

function patternCase({ patterns, domain, path, isDir }: PatternQuestion, about: string): FoundCase {
  const folder = domain.map((name) => `${name}/`).join('')
  const bytes = Buffer.from(patterns.map((pattern) => `${pattern}\n`).join(''), 'latin1')
  const file = encodeBytePath(Buffer.from(path.join('/'), 'latin1'))
  const steps = [
    { do: 'write', path: `${folder}.gitignore`, base64: bytes.toString('base64') },
    { do: 'write', path: isDir ? `${file}/file` : file, text: '' },
  ]
  return { family: 'found-by-fuzz', input: { about, rules: ['L03'], scenario: { steps } } }
}

/** A case holds text, so one with other bytes cannot be kept that way. */
function envCase(question: string, about: string): FoundCase | undefined {
  const bytes = Buffer.from(question, 'latin1')
  const env = bytes.toString('utf8')
  if (!Buffer.from(env).equals(bytes)) return undefined
  return { family: 'env-grammar', input: { about, rules: ['L22'], env } }
}
