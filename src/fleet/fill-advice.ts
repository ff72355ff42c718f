import { shellQuote } from '../lint/shell-quote.js'

/** An app's row, as far as commands name it. */
export interface NamedApp {
  readonly app: string
  readonly server: string
  readonly recipe?: string | undefined
}

/** Puts the names of an app into the commands of an advice, as words of a shell. */
export function fillAdvice(advice: string, { app, server, recipe }: NamedApp): string {
  const names: Readonly<Record<string, string | undefined>> = { APP: app, SERVER: server, RECIPE: recipe }
  return advice.replace(/\b(?:APP|SERVER|RECIPE)\b/g, (word) => {
    const name = names[word]
    return name === undefined ? word : shellQuote(name)
  })
}
