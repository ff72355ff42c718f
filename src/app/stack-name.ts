import { isAscii } from '../byte-string/byte-string.js'

const longest = 45

/**
 * The stack name of an app: `STACK_NAME` of its `.env`, else the app's name with `.` replaced by `_`, cut at 45 bytes. `STACK_NAME` is used as it
 * is, even if it is empty or longer than 45 bytes. All of this is general knowledge (class K).
 *
 * @rule R44
 * @example
 * ```ts
 * stackName(new Map(), 'forum.example.com') // 'forum_example_com'
 * stackName(new Map([['STACK_NAME', 'forum']]), 'forum.example.com') // 'forum'
 * ```
 */
export function stackName(env: ReadonlyMap<string, string>, appName: string): string {
  const named = env.get('STACK_NAME')
  if (named !== undefined) return named
  const name = appName.replaceAll('.', '_')
  if (isAscii(name)) return name.slice(0, longest)
  // Go cuts by bytes. A character cut in half is dropped here; Go keeps its first bytes.
  return new TextDecoder().decode(Buffer.from(name).subarray(0, longest), { stream: true })
}
