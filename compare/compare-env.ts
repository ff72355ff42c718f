import { EnvProblem } from '../src/app/env/env-problem.js'
import { EnvScanner } from '../src/app/env/env-scanner.js'
import { decodeBytePath, encodeBytePath } from '../src/byte-string/byte-path.js'
import type { Reference } from '../src/golden/cases/reference-process.js'
import type { TextQuestions } from './compare-texts.js'
import { envText } from './random/random-env.js'

/**
 * How an `.env` file is read: the values byte by byte, or godotenv's error in its words. The scanner is asked, since `parseEnv` gives text, in
 * which bytes that are no UTF-8 all look alike.
 *
 * @rule L22 L23 L24 L25 L26 L27 L28 L29 L30
 */
export const envQuestions: TextQuestions<string> = {
  arbitrary: envText,
  ask(reference: Reference, texts) {
    return Promise.all(
      texts.map(async (text) => {
        const answer = await reference.ask({ env: encode(text) })
        const { env } = answer
        if (env === undefined) return JSON.stringify(answer)
        return JSON.stringify('error' in env ? { error: decodeBytePath(env.error).toString('latin1') } : env)
      }),
    )
  },
  answer(text) {
    const scanner = new EnvScanner(text, Number.POSITIVE_INFINITY)
    const values = new Map<string, string>()
    try {
      for (let entry = scanner.next(); entry !== undefined; entry = scanner.next()) values.set(entry.key, entry.value)
    } catch (error) {
      if (error instanceof EnvProblem) return JSON.stringify({ error: error.godotenv })
      throw error
    }
    const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1))
    return JSON.stringify({ values: sorted.map(([key, value]) => [encode(key), encode(value)]) })
  },
}

const encode = (bytes: string) => encodeBytePath(Buffer.from(bytes, 'latin1'))
