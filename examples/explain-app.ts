// Why an app does not run what it should: node explain-app.ts APP [VERSION]
import { explain } from 'abra-deploy-version'

const [app = '', expected] = process.argv.slice(2)
const { findings, notes } = await explain(app, expected === undefined ? {} : { expected })

for (const { kind, certainty, evidence, advice } of findings) {
  console.log(`${kind} (${certainty})`) // rolled-back (certain)
  for (const line of evidence) console.log(`- ${line}`)
  console.log(`  what to do: ${advice}`)
}
for (const note of notes) console.error(note) // what could not be read
process.exitCode = expected === undefined || findings[0]?.kind === 'none' ? 0 : 1
