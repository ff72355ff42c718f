import fc from 'fast-check'
import { encodeBytePath } from '../src/byte-string/byte-path.js'
import { type ConfigOption, GitConfigSyntaxError, parseGitConfig } from '../src/git/config/git-config.js'
import { fileMatch } from '../src/git/ignore/file-match.js'
import { isIgnored, parseGitignorePattern } from '../src/git/ignore/gitignore-pattern.js'
import type { Reference, ReferenceSection } from '../src/golden/cases/reference-process.js'
import { configPieces, oddBytes, textOf } from './random/random-texts.js'

/** A kind of question about texts alone, for which nothing has to be built. Texts are byte strings. */
export interface TextQuestions<Question> {
  /** What is asked, drawn from few characters so that they meet. */
  readonly arbitrary: fc.Arbitrary<Question>
  /** The reference's answers, in order, as JSON. */
  ask(reference: Reference, questions: readonly Question[]): Promise<string[]>
  /** The port's answer in the same form. */
  answer(question: Question): string
}

export interface TextDifference<Question> {
  question: Question
  reference: string
  port: string
}

/** Asks both sides the same questions and gives those they answer differently. */
export async function compareTexts<Question>(
  kind: TextQuestions<Question>,
  questions: readonly Question[],
  reference: Reference,
): Promise<TextDifference<Question>[]> {
  const answers = await kind.ask(reference, questions)
  return questions.flatMap((question, i) => {
    const [theirs = 'no answer', ours] = [answers[i], answerOrCrash(kind, question)]
    return theirs === ours ? [] : [{ question, reference: theirs, port: ours }]
  })
}

function answerOrCrash<Question>(kind: TextQuestions<Question>, question: Question): string {
  try {
    return kind.answer(question)
  } catch (error) {
    return `thrown: ${error instanceof Error ? error.stack : error}`
  }
}

/** A batch that was not answered as a whole is one difference that shows why. */
function eachAsJson(answers: unknown, whole: unknown): string[] {
  return (Array.isArray(answers) ? answers : [whole]).map((one) => JSON.stringify(one))
}

const encode = (bytes: string) => encodeBytePath(Buffer.from(bytes, 'latin1'))

const pattern = fc.oneof(
  textOf(['a', 'b', '*', '?', '/', '[', ']', '\\', '!', '^', '-'], 6),
  textOf(['a', 'b', '/', '*', '**', 'a*', '[ab]', '?'], 5),
  textOf(['a', 'b', 'ab', '/', '/', '**', '**/', '/**', '*', '!'], 5),
  textOf(
    ['a', 'b', '.', 'ab', '*', '**', '/', '?', '!', '[a-b]', '[^a]', '[!a]', '\\', ' ', '\t', '#', '\r', ...oddBytes],
    5,
  ),
  textOf(['[', ']', '^', '-', 'a', 'b', '\\', '!', ...oddBytes], 6),
)
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'ab', 'a.b') },
  {
    weight: 1,
    arbitrary: textOf(['a', 'b', '-', '^', ']', '[', '!', '*', '\\', ' ', ...oddBytes], 3).filter(
      (text) => text !== '',
    ),
  },
)

export interface PatternQuestion {
  patterns: string[]
  domain: string[]
  path: string[]
  isDir: boolean
}

/** Whether lines of one ignore file exclude a path. @rule L03 */
export const patternQuestions: TextQuestions<PatternQuestion> = {
  arbitrary: fc.record({
    patterns: fc.array(pattern, { minLength: 1, maxLength: 3 }),
    domain: fc.constantFrom<string[]>([], [], [], ['a']),
    path: fc.array(segment, { minLength: 1, maxLength: 4 }),
    isDir: fc.boolean(),
  }),
  async ask(reference, questions) {
    const match = questions.map(({ patterns, domain, path, isDir }) => ({
      patterns: patterns.map(encode),
      domain: domain.map(encode),
      path: encode(path.join('/')),
      isDir,
    }))
    const answer = await reference.ask({ match })
    return eachAsJson(answer.match, answer)
  },
  answer({ patterns, domain, path, isDir }) {
    const parsed = patterns.map((text, i) => parseGitignorePattern(text, domain, { file: '', line: i + 1, text }))
    return JSON.stringify(isIgnored(parsed, path, isDir))
  },
}

/** Go's `filepath.Match`, its error included. @rule L03 */
export const fileMatchQuestions: TextQuestions<{ pattern: string; name: string }> = {
  arbitrary: fc.record({ pattern, name: fc.oneof(segment, textOf(['a', 'b', '/', '*', '\xff', '\xc3\xa9'], 5)) }),
  async ask(reference, questions) {
    const asked = questions.map(({ pattern, name }) => ({ pattern: encode(pattern), name: encode(name) }))
    const answer = await reference.ask({ fileMatch: asked })
    return eachAsJson(answer.fileMatch, answer)
  },
  answer({ pattern, name }) {
    const match = fileMatch(pattern, name)
    return JSON.stringify(match === 'bad pattern' ? 'syntax error in pattern' : match)
  },
}

/** How a git config file is read. What an error says is not compared. @rule L02 L16 */
export const configQuestions: TextQuestions<string> = {
  arbitrary: fc.oneof(
    textOf(configPieces, 10),
    textOf(configPieces, 10).map((text) => `[core]\n${text}`),
    textOf(configPieces, 6).map((text) => `[core]\n\ta = ${text}`),
  ),
  ask(reference, questions) {
    return Promise.all(
      questions.map(async (text) => {
        const answer = await reference.ask({ config: encode(text) })
        if (answer.error !== undefined || answer.panic !== undefined) return 'error'
        return JSON.stringify(answer.sections ?? answer)
      }),
    )
  },
  answer(text) {
    try {
      const described = [...parseGitConfig(Buffer.from(text, 'latin1')).sections.values()].map(
        ({ name, options, subsections }): ReferenceSection => ({
          name: encode(name),
          options: options.map(describeOption),
          subsections: subsections.map((one) => ({ name: encode(one.name), options: one.options.map(describeOption) })),
        }),
      )
      return JSON.stringify(described)
    } catch (error) {
      if (error instanceof GitConfigSyntaxError) return 'error'
      throw error
    }
  },
}

function describeOption({ key, value }: ConfigOption): [string, string] {
  return [encode(key), encode(value)]
}
