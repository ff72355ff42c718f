const longest = 45

/**
 * The name of an app's stack: `STACK_NAME` of its `.env`, or else the app's name with `_` for `.`, cut at 45 bytes. All of it is general
 * knowledge (class K); so is that a `STACK_NAME` is taken as it is, be it empty or longer than 45.
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
  // Go counts bytes; half a character at the end is dropped, where Go would keep its bytes.
  return new TextDecoder().decode(Buffer.from(name).subarray(0, longest), { stream: true })
}
