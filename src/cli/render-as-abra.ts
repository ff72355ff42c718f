import type { AbraWaitReport } from '../swarm/assess/abra-wait-report.js'

/** Why the class is the report's, in a few words. */
const because = {
  L: 'docker/cli’s own wait ends so',
  S: 'a rollback, by a port of abra’s source; docker/cli’s own wait calls that no error',
} as const

/**
 * What a waiting abra would have reported, for stderr, and where that is not the truth.
 *
 * @param ok the verdict's
 */
export function renderAsAbra({ report, class: evidence }: AbraWaitReport, ok: boolean): string {
  const said = report === 'fine' ? 'no error' : `\`FATA ${report}\``
  const differs = (report === 'fine') === ok ? '' : `; the deploy ${ok ? 'succeeded' : 'did not succeed'} all the same`
  return `as abra: app deploy would have reported ${said} (R8, ${evidence}: ${because[evidence]})${differs}; with -c nothing`
}

/** The same for JSON. */
export function asAbraJson(report: AbraWaitReport, ok: boolean) {
  return { ...report, agrees: (report.report === 'fine') === ok }
}
