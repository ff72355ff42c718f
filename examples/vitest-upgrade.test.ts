// A recipe’s upgrade test: APP, BASE and HEAD name the app and the two versions, APP_URL where it answers.
import { abraDeployer, assertUpgraded, performUpgrade, stackDeployer, waitHealthy } from 'abra-deploy-version'
import { expect, it } from 'vitest'

const { APP = '', BASE = '', HEAD = '', APP_URL, DEPLOYER = 'abra' } = process.env
const deployer = DEPLOYER === 'abra' ? abraDeployer() : stackDeployer({ resolveImage: 'never' })

it(`${APP} upgrades from ${BASE} to ${HEAD}`, { timeout: 16 * 60_000 }, async () => {
  const report = await performUpgrade(APP, {
    from: BASE,
    to: HEAD,
    deployer,
    timeoutMs: 15 * 60_000,
    onStep: ({ step, text }) => console.log(`${step}: ${text}`),
  })
  assertUpgraded(report)
  expect(report.differences).toEqual([])
  if (APP_URL !== undefined) {
    expect(await waitHealthy({ stack: report.stack, url: APP_URL, timeoutMs: 300_000 })).toMatchObject({
      outcome: 'healthy',
    })
  }
})
