const width = 80
/** Where the texts of options begin, unless the option itself is longer. */
const textColumn = 26

/**
 * Fits a help text into 80 columns. Paragraphs are filled; an option, `  --name VALUE   text` with its indented continuation, gets a hanging indent; any
 * other indented line is an example and stays as it is.
 */
export function renderHelp(text: string): string {
  const blocks: { readonly kind: 'text' | 'option' | 'as-is'; lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const last = blocks.at(-1)
    if (/^ {2}-/.test(line)) blocks.push({ kind: 'option', lines: [line] })
    else if (/^ {3,}\S/.test(line) && last?.kind === 'option') last.lines.push(line)
    else if (line !== '' && !line.startsWith(' ') && last?.kind === 'text') last.lines.push(line)
    else if (line === '' || /^ /.test(line) || /^\S[^.]*:$/.test(line)) blocks.push({ kind: 'as-is', lines: [line] })
    else blocks.push({ kind: 'text', lines: [line] })
  }
  return blocks.flatMap(({ kind, lines }) => renderers[kind](lines)).join('\n')
}

/** `  -C, --chaos`, `  --since FILE`, `  --deployer abra|stack`, then the text. */
const optionLine = /^ {2}((?:-\w, )?--[\w-]+(?: [A-Z][A-Z|]*(?= |$)| [a-z]+\|[a-z|]+)?) *(.*)$/

const renderers = {
  'as-is': (lines: readonly string[]) => lines,
  text: (lines: readonly string[]) => fill(lines.join(' '), width),
  option: (lines: readonly string[]) => {
    const [, option = '', first = ''] = optionLine.exec(lines[0] ?? '') ?? []
    const words = [first, ...lines.slice(1)].map((line) => line.trim()).join(' ')
    const said = fill(words.trim(), width - textColumn)
    const left = `  ${option}`
    const indent = ' '.repeat(textColumn)
    const [head = '', ...rest] = said
    const isLong = left.length > textColumn - 2
    if (head === '') return [left]
    const shown = isLong ? [left, indent + head] : [left.padEnd(textColumn) + head]
    return [...shown, ...rest.map((line) => indent + line)]
  },
}

/** Words in lines of at most so many columns; a longer word has a line of its own. */
export function fill(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
