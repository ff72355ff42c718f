import { createHash } from 'node:crypto'
import { AbraVersionError } from '../errors.js'

/** What a domain of appDomain is made of. */
export interface AppDomainOptions {
  readonly recipe: string
  /** Number of the pull request; 0 for none. */
  readonly pr: number | string
  readonly ref: string
  /** The end of the domain: `ci.example.org`. */
  readonly base: string
  /** An id of this run. With it two runs of one ref have two stacks; without it they share one and must take turns. */
  readonly run?: string
}

const longestDomain = 253
const longestPart = 63

/**
 * The domain of a test app, which is also the app's name: four letters of the recipe, six hex digits of a hash of the options, and the base. Without
 * `run` it is the domain that the cc-ci harness makes (`cust-e084bd.…`). The hash is at the front, so a stack name cut to 45 characters (R44) keeps it.
 *
 * @throws USAGE if the base is not a domain, or the result is too long
 * @rule R44
 * @example
 * ```ts
 * appDomain({ recipe: 'discourse', pr: 5, ref: '7ae7b0f7', base: 'ci.example.org' }) // 'disc-1e04b3.ci.example.org'
 * ```
 */
export function appDomain({ recipe, pr, ref, base, run }: AppDomainOptions): string {
  const tested = [recipe, pr, ref, ...(run === undefined ? [] : [run])].join('|')
  const digits = createHash('sha1').update(tested).digest('hex').slice(0, 6)
  const domain = `${letters(recipe)}-${digits}.${base.toLowerCase()}`
  if (domain.length <= longestDomain && base.split('.').every(isDomainPart)) return domain
  const data = { argument: 'base', value: base }
  const details = { advice: 'name a domain such as ci.example.org' }
  throw new AbraVersionError('USAGE', `${JSON.stringify(base)} is not a domain for test apps`, data, details)
}

/** The letters of a recipe's name that a domain may contain; of a name with slashes (R43), the last part. */
function letters(recipe: string): string {
  const last = recipe.split('/').at(-1) ?? ''
  const safe = last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return safe.slice(0, 4) || 'app'
}

function isDomainPart(part: string): boolean {
  return part.length <= longestPart && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(part)
}
