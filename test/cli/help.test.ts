import { describe, expect, it } from 'vitest'
import { commandSummaries } from '../../src/cli/command-summaries.js'
import { commands } from '../../src/cli/commands.js'
import { renderHelp } from '../../src/cli/render-help.js'

const loaded = await Promise.all(Object.values(commands).map((load) => load()))

describe.each(loaded)('the help of $name', ({ name, synopsis, help, options }) => {
  // An option begins its line, `  -C, --chaos   …`, or is what `golden record --abra PATH` explains.
  const listed = help
    .split('\n')
    .map((line) => line.replace(/^golden record --/, '  --'))
    .filter((line) => /^ {2}-/.test(line))

  it('lists every option, and none that does not exist', () => {
    const named = listed.flatMap((line) => [...line.matchAll(/(?<=^ {2}|, )--([a-z-]+)/g)].map(([, option]) => option))
    expect([...new Set(named)].sort()).toEqual(Object.keys(options).sort())
  })

  it('lists every short form, and none that does not exist', () => {
    const named = listed.flatMap((line) => [...line.matchAll(/(?<=^ {2}|, )-([a-zA-Z]), --([a-z-]+)/g)])
    const shorts = Object.entries(options).flatMap(([option, { short }]) =>
      short === undefined ? [] : [[short, option]],
    )
    expect(named.map(([, short, option]) => [short, option]).sort()).toEqual(shorts.sort())
  })

  it('names the value of each option that takes one, and of no other', () => {
    for (const [option, { type }] of Object.entries(options)) {
      const valued = new RegExp(`--${option} [A-Z]|--${option} [a-z]+\\|`).test(listed.join('\n'))
      expect(valued, `--${option}`).toBe(type === 'string')
    }
  })

  it('fits into 80 columns as it is printed, and loses no word', () => {
    const printed = renderHelp(help)
    const example = /^ {2}(?! )[^-]/
    expect(printed.split('\n').filter((line) => line.length > 80 && !example.test(line))).toEqual([])
    expect(`Usage: abra-deploy-version ${name} ${synopsis}`.length).toBeLessThanOrEqual(80)
    expect(printed.split(/\s+/)).toEqual(help.split(/\s+/))
  })

  it('belongs to a command of the overview', () => {
    expect(Object.keys(commandSummaries)).toContain(name)
  })
})
