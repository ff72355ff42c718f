/**
 * Splits a command into words as google/shlex does: with quotes, backslashes (in double quotes too, before any character), and comments from a `#` at
 * the start of a word. Returns the words or the problem.
 */
export function splitShellWords(text: string): string[] | { problem: string } {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (quote === '' && ' \t\r\n'.includes(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (quote === '' && char === '#' && word === undefined) {
      const end = text.indexOf('\n', i)
      i = end === -1 ? text.length : end
    } else if (char === '\\' && quote !== "'") {
      if (i + 1 === text.length) return { problem: 'EOF found after escape character' }
      i++
      const escaped = String.fromCodePoint(text.codePointAt(i) ?? 0)
      word = (word ?? '') + escaped
      i += escaped.length - 1
    } else if (char === quote) {
      quote = ''
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char
      word ??= ''
    } else {
      word = (word ?? '') + char
    }
  }
  if (quote !== '') return { problem: 'EOF found when expecting closing quote' }
  if (word !== undefined) words.push(word)
  return words
}
