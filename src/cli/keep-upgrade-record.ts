import type { UpgradeReport } from '../harness/upgrade-report.js'

export async function keepUpgradeRecord(path: string | undefined, _report: UpgradeReport, _where: object): Promise<string[]> {
  return path === undefined ? [] : ['no record yet']
}
