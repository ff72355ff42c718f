import { isComposeList, isComposeMap } from '../compose/compose-value.js'
import type { ParsedFile } from './compose-texts.js'
import type { LoadedCombination } from './load-combination.js'
import type { RecipeFinding } from './recipe-finding.js'

/** A service whose healthcheck has a test in two files that are deployed together: docker appends the second test to the first. @rule L37 */
export function checkHealthchecks(
  files: readonly ParsedFile[],
  singles: readonly LoadedCombination[],
): RecipeFinding[] {
  const parsed = new Map(files.map((each) => [each.file, each]))
  const found = new Map<string, RecipeFinding>()
  for (const { combination } of singles) {
    const testedIn = new Map<string, string>()
    for (const name of combination.files) {
      for (const { service, file, line } of testsOf(parsed.get(name))) {
        const first = testedIn.get(service)
        testedIn.set(service, first ?? file)
        const key = `${file} ${service}`
        if (first === undefined || found.has(key)) continue
        found.set(key, {
          kind: 'healthcheck-joined',
          severity: 'warning',
          text: `with ${combination.files.join(' and ')} docker appends this test of ${service} to the one of ${first}: both become one command`,
          fixes: ['write the test in one file only, and what differs as a variable'],
          file,
          line,
          rule: 'L37',
          composeFiles: combination.files,
        })
      }
    }
  }
  return [...found.values()]
}

/** An empty test adds nothing. */
function testsOf(parsed: ParsedFile | undefined): { service: string; file: string; line: number }[] {
  const services = parsed?.tree.get('services')
  if (parsed === undefined || !isComposeMap(services)) return []
  return [...services].flatMap(([service, config]) => {
    const healthcheck = isComposeMap(config) ? config.get('healthcheck') : undefined
    const test = isComposeMap(healthcheck) ? healthcheck.get('test') : undefined
    const isGiven = isComposeList(test) ? test.length > 0 : typeof test === 'string' && test !== ''
    return isGiven
      ? [{ service, file: parsed.file, line: parsed.lineOf(['services', service, 'healthcheck', 'test']) }]
      : []
  })
}
