import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { runCli } from '../support/run-cli.js'

const page = readFileSync('docs/cli.md', 'utf8')

describe('docs/cli.md', () => {
  it('lists every command at its top', () => {
    const listed = [...page.matchAll(/^\| \[`([a-z-]+)[^`]*`\]\(#([a-z-]+)\)/gm)].map(([, name]) => name)
    expect(listed).toEqual(Object.keys(commands))
  })

  it('shows the help of every command (npx vitest run test/docs/cli-page.test.ts -u writes it anew)', async () => {
    let written = page
    for (const name of Object.keys(commands)) {
      const { stdout } = await runCli([name, '--help'])
      const block = new RegExp(`(<!-- help: ${name} -->\n\`\`\`text\n)[\\s\\S]*?(\`\`\`)`)
      expect(written, name).toMatch(block)
      written = written.replace(block, (_, open: string, close: string) => `${open}${stdout}${close}`)
    }
    await expect(written).toMatchFileSnapshot('../../docs/cli.md')
  })
})
