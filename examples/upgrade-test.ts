// The upgrade test of a recipe: node upgrade-test.ts APP BASE HEAD
import { abraDeployer, performUpgrade } from 'abra-deploy-version'

const [app = '', from = '', to = ''] = process.argv.slice(2)
const report = await performUpgrade(app, {
  from, // the version before: a tag or a commit
  to, // what is tested
  deployer: abraDeployer(), // or stackDeployer(): docker stack deploy, without abra
  timeoutMs: 15 * 60_000,
  onStep: ({ step, text }) => console.error(`${step}: ${text}`),
})

const [finding] = report.findings // the best explanation
console.log(report.outcome, report.deployed, finding?.kind) // upgraded 7ae7b0f7 none
for (const line of finding?.evidence ?? []) console.log(`- ${line}`)
process.exitCode = report.outcome === 'upgraded' ? 0 : 1
