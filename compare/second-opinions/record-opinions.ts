import { writeFileSync } from 'node:fs'
import { renderExpected } from '../../src/golden/cases/expected-answers.js'
import { readOpinionCases } from './opinion-cases.js'

// Run by `npm run opinions` at the repository's root. It asks the installed packages and writes each expected.json anew.
for (const { opinion, path, input } of readOpinionCases('.')) {
  const { build } = opinion
  if (opinion.installed() !== build) throw new Error(`${opinion.installed()} is installed, not ${build}: run npm ci`)
  writeFileSync(`${path}/expected.json`, renderExpected([{ build, stages: await opinion.ask(input) }]))
  console.log(`recorded ${path}`)
}
