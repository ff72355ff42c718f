import type { AbraWaitReport } from '../swarm/assess/abra-wait-report.js'

/** Why the report is so, in a few words. */
function because({ report, class: evidence, limitMs }: AbraWaitReport): string {
  if (evidence === 'L') return 'docker/cli’s own wait ends so'
  const limit = `the deploy took longer than ${limitMs / 1000} s`
  if (evidence === 'P') return `${limit}, abra’s default`
  if (report === 'deploy timed out') return `${limit}, the label timeout, which limits abra by a port of its source`
  return 'a rollback, by a port of abra’s source; docker/cli’s own wait calls that no error'
}

/**
 * What a waiting abra would have reported, for stderr, and where that is not the truth.
 *
 * @param ok the verdict's
 */
export function renderAsAbra(asAbra: AbraWaitReport, ok: boolean): string {
  const { report, class: evidence } = asAbra
  const said = report === 'fine' ? 'no error' : `\`FATA ${report}\``
  const differs = (report === 'fine') === ok ? '' : `; the deploy ${ok ? 'succeeded' : 'did not succeed'} all the same`
  return `as abra: app deploy would have reported ${said} (R8, ${evidence}: ${because(asAbra)})${differs}; with -c nothing`
}

/** The same for JSON. */
export function asAbraJson(report: AbraWaitReport, ok: boolean) {
  return { ...report, agrees: (report.report === 'fine') === ok }
}
