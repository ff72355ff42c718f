const component = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const host = `(?:${component}(?:\\.${component})*|\\[[a-fA-F0-9:]+\\])`
const domainAndPort = `${host}(?::[0-9]+)?`
const pathComponent = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const path = `${pathComponent}(?:/${pathComponent})*`
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const reference = new RegExp(`^((?:${domainAndPort}/)?${path})(?::([\\w][\\w.-]{0,127}))?(?:@(${digest}))?$`)
const name = new RegExp(`^(?:(${domainAndPort})/)?(${path})$`)
const anyDigest = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/

const LONGEST_PATH = 255
/** Hex digits of the algorithms that docker/cli has. */
const digestLengths = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
])

/** What is wrong with the name of an image, in the words of distribution/reference 0.6; undefined if it is valid. @rule L45 */
export function imageProblem(image: string): string | undefined {
  if (isIdentifier(image) || digestProblem(image) === undefined) return undefined
  const { domain, remote } = splitDockerDomain(image)
  const [repository = ''] = remote.split(':', 1)
  if (repository.toLowerCase() !== repository)
    return `invalid reference format: repository name (${repository}) must be lowercase`
  return referenceProblem(`${domain}/${remote}`)
}

function referenceProblem(text: string): string | undefined {
  const match = reference.exec(text)
  if (match === null)
    return reference.test(text.toLowerCase()) ? 'repository name must be lowercase' : 'invalid reference format'
  const [, named = '', , given] = match
  const [, , repository = named] = name.exec(named) ?? []
  if (repository.length > LONGEST_PATH) return `repository name must not be more than ${LONGEST_PATH} characters`
  return given === undefined ? undefined : digestProblem(given)
}

function isIdentifier(text: string): boolean {
  return /^[a-f0-9]{64}$/.test(text)
}

function splitDockerDomain(image: string): { domain: string; remote: string } {
  const slash = image.indexOf('/')
  if (slash < 0) return { domain: 'docker.io', remote: `library/${image}` }
  const [first, rest] = [image.slice(0, slash), image.slice(slash + 1)]
  const isHost = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first
  const domain = isHost && first !== 'index.docker.io' ? first : 'docker.io'
  const remote = isHost ? rest : image
  return { domain, remote: domain === 'docker.io' && !remote.includes('/') ? `library/${remote}` : remote }
}

function digestProblem(text: string): string | undefined {
  const colon = text.indexOf(':')
  const encoded = text.slice(colon + 1)
  if (colon <= 0 || encoded === '') return 'invalid checksum digest format'
  const length = digestLengths.get(text.slice(0, colon))
  if (length === undefined)
    return anyDigest.test(text) ? 'unsupported digest algorithm' : 'invalid checksum digest format'
  if (Buffer.byteLength(encoded) !== length) return 'invalid checksum digest length'
  return /^[a-f0-9]+$/.test(encoded) ? undefined : 'invalid checksum digest format'
}
