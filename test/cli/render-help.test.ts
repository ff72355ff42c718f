import { describe, expect, it } from 'vitest'
import { renderHelp } from '../../src/cli/render-help.js'

describe('renderHelp', () => {
  it('fills paragraphs, hangs options, and keeps examples and headings', () => {
    const help = `A paragraph of a text that was broken somewhere
else than at eighty columns, with a colon at the end:

  an example --stays as it is |
    and its second line

Options:
  --short              text
  --one-space VALUE text that is much too long for one line, so it goes on below itself
                       and joins what was broken
  --a-much-longer-option-name NAME|OTHER
                       text of its own line
  -q, --quiet
  --choice a|b         between two`
    expect(renderHelp(help)).toBe(`A paragraph of a text that was broken somewhere else than at eighty columns,
with a colon at the end:

  an example --stays as it is |
    and its second line

Options:
  --short                 text
  --one-space VALUE       text that is much too long for one line, so it goes on
                          below itself and joins what was broken
  --a-much-longer-option-name NAME|OTHER
                          text of its own line
  -q, --quiet
  --choice a|b            between two`)
  })
})
