import { firstFew } from '../first-few.js'
import { parseImageName } from './image-name.js'
import type { LintedComposeFile, LintedService, LintFacts } from './lint-facts.js'
import { type LintFinding, type LintKind, lintRules } from './lint-finding.js'
import { shellQuote } from './shell-quote.js'

const expectedVersion = '3.8'
const shownTags = 3

type Parsed = Extract<LintedComposeFile, { services: readonly LintedService[] }>

/**
 * What abra's lint finds in a recipe, errors first. A text with a variable in it is not judged.
 *
 * @rule R4
 * @example
 * ```ts
 * const { lint } = await readDeployFacts({ app: 'forum.example.com' })
 * const [finding] = lint === undefined || 'problem' in lint ? [] : assessLint(lint)
 * finding.kind // 'lightweight-tags'
 * finding.lintRule // 'R014'
 * ```
 */
export function assessLint(facts: LintFacts): LintFinding[] {
  const parsed = facts.files.filter((file): file is Parsed => 'services' in file)
  const found = [
    ...lightweightTags(facts.lightweightTags),
    ...recipeFindings(facts, parsed),
    ...facts.files.flatMap((file) => ('problem' in file ? [unreadable(file)] : [])),
    ...parsed.flatMap(fileFindings),
  ]
  const rank = ({ level }: LintFinding) => (level === 'error' ? 0 : 1)
  return found.sort((left, right) => rank(left) - rank(right))
}

function lightweightTags(tags: readonly string[]): LintFinding[] {
  const [first] = tags
  if (first === undefined) return []
  const text = tags.length === 1 ? `${first} is a lightweight tag` : `${firstFew(tags, shownTags)} are lightweight tags`
  return [finding('lightweight-tags', text, tags.map(annotateTag))]
}

/** The tag stays at its commit. abra fetches the tags of origin, so that the tag there counts. */
function annotateTag(tag: string): string {
  const name = shellQuote(tag)
  // Quoted as a whole or not at all, a name stays so with what is put before or behind it.
  const inside = name === tag ? tag : name.slice(1, -1)
  const reference = name === tag ? `refs/tags/${tag}` : `'refs/tags/${inside}'`
  return `git tag --annotate --force --message=${name} -- ${name} '${inside}^{commit}' && git push --force origin ${reference}`
}

function recipeFindings(facts: LintFacts, files: readonly Parsed[]): LintFinding[] {
  const found: LintFinding[] = []
  const services = files.flatMap((file) => file.services)
  const unknown = files.length < facts.files.length || facts.leftOut.length > 0
  if (!facts.hasEnvSample) {
    found.push(finding('no-env-sample', 'the recipe has no .env.sample', ['add a .env.sample with TYPE and DOMAIN']))
  }
  if (!unknown && !services.some(({ name }) => name === 'app')) {
    found.push(finding('no-app-service', 'no compose file has a service app', ['name the main service app']))
  }
  if (!unknown && facts.setsDomain && !services.some(({ enablesTraefik }) => enablesTraefik)) {
    const text = '.env.sample sets DOMAIN, but no service has the label traefik.enable=true'
    found.push(finding('traefik-not-enabled', text, ['add the label to the service that answers for DOMAIN']))
  }
  if (!facts.hasAbraSh && files.some(({ configs }) => configs.length > 0)) {
    const text = 'the recipe has configs but no abra.sh, which holds their versions'
    found.push(finding('configs-without-abra-sh', text, ['add abra.sh with an export NAME_VERSION=v1 for each config']))
  }
  const withImage = new Set(services.flatMap(({ name, image }) => (image === undefined ? [] : [name])))
  for (const { path, services } of files) {
    for (const { name, line } of services) {
      if (unknown || withImage.has(name)) continue
      found.push({ ...finding('no-image', noImage(name), ['name an image']), file: path, line })
      withImage.add(name)
    }
  }
  return [...found, ...healthchecks(services, unknown)]
}

/** The text of `no-image`. */
export function noImage(service: string): string {
  return `the service ${service} has no image`
}

function healthchecks(services: readonly LintedService[], unknown: boolean): LintFinding[] {
  if (unknown) return []
  const checked = new Set(services.filter(({ hasHealthcheck }) => hasHealthcheck).map(({ name }) => name))
  const without = [...new Set(services.map(({ name }) => name))].filter((name) => !checked.has(name))
  if (without.length === 0) return []
  const text = `${without.length === 1 ? 'the service' : 'the services'} ${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} no healthcheck`
  return [finding('no-healthcheck', text, ['add a healthcheck'])]
}

function unreadable({ path, problem }: { path: string; problem: string }): LintFinding {
  return {
    ...finding('compose-file-unreadable', `${path} cannot be read: ${problem}`, ['correct the file']),
    file: path,
  }
}

function fileFindings({ path, version, services }: Parsed): LintFinding[] {
  const found = services.flatMap(({ name, image, line }) => {
    const kind = image === undefined ? undefined : imageKind(image)
    if (kind === undefined) return []
    const text = `${path}, line ${line}: the image ${image} of ${name} ${imageFaults[kind].says}`
    return [{ ...finding(kind, text, [imageFaults[kind].fix]), file: path, line }]
  })
  if (version === expectedVersion) return found
  const text = `${path} has ${version === undefined ? 'no version' : `version ${version}`}, not "${expectedVersion}"`
  return [...found, { ...finding('compose-version', text, [`write version: "${expectedVersion}"`]), file: path }]
}

const imageFaults = {
  'image-without-tag': { says: 'has no tag', fix: 'name the tag of a release' },
  'image-latest': { says: 'has the tag latest, which moves', fix: 'name the tag of a release' },
  'image-tag-and-digest': { says: 'has a tag and a digest', fix: 'leave the digest out' },
} as const

function imageKind(image: string): keyof typeof imageFaults | undefined {
  const { tag, digest } = parseImageName(image) ?? { tag: 'unknown' }
  if (tag !== undefined && digest !== undefined) return 'image-tag-and-digest'
  if (tag === undefined && digest === undefined) return 'image-without-tag'
  return tag === 'latest' ? 'image-latest' : undefined
}

function finding(kind: LintKind, text: string, fixes: readonly string[]): LintFinding {
  return { kind, ...lintRules[kind], text, fixes }
}
