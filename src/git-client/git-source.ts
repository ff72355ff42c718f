import { isAbsolute, resolve } from 'node:path'
import { AbraVersionError } from '../errors.js'

/** A source that git may fetch from: a path, a bundle file, or a URL for which git runs only its own programs and ssh. */
export interface GitSource {
  /** As passed to git. A path is absolute. */
  readonly url: string
  readonly isSsh: boolean
  /** Where a path or `file` URL leads, as git decodes it. */
  readonly path?: Buffer
}

/** The protocols that git may use. `ext` and other helpers would run a command from the URL. */
const schemes = ['file', 'git', 'http', 'https', 'ssh']

/**
 * Checks a URL or path before git uses it. It may come from the config of an untrusted checkout. So this refuses options, remote helpers (`ext::…`)
 * and control characters.
 *
 * @param base the folder to which a relative path refers
 * @throws GIT_SOURCE_REFUSED
 */
export function parseGitSource(text: string, base: string): GitSource {
  if (text === '') throw sourceRefused(text, 'is empty')
  if (/[\0-\x1f\x7f]/.test(text)) throw sourceRefused(text, 'has a control character')
  if (text.startsWith('-')) throw sourceRefused(text, 'begins like an option')
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1]
  if (scheme !== undefined) {
    if (!schemes.includes(scheme)) throw sourceRefused(text, `has the scheme ${scheme}, which is not allowed`)
    if (/^[^:]+:\/\/(?:[^/@]*@)?-/.test(text)) throw sourceRefused(text, 'has a host that begins like an option')
    return { url: text, isSsh: scheme === 'ssh', ...(scheme === 'file' ? { path: decodedPath(text) } : {}) }
  }
  const colon = text.indexOf(':')
  const slash = text.indexOf('/')
  if (text.startsWith('::', colon) && (slash === -1 || colon < slash))
    throw sourceRefused(text, 'names a remote helper')
  // `host:path` is ssh to git, unless a slash comes before the colon.
  if (colon > 0 && (slash === -1 || colon < slash)) {
    if (/^(?:[^@]*@)?-/.test(text)) throw sourceRefused(text, 'has a host that begins like an option')
    return { url: text, isSsh: true }
  }
  const url = isAbsolute(text) ? text : resolve(base, text)
  return { url, isSsh: false, path: Buffer.from(url) }
}

/** git decodes `%41` but for NUL, and keeps a host as the first folder of the path. */
function decodedPath(url: string): Buffer {
  const path = Buffer.from(url.slice('file://'.length)).toString('latin1')
  const decoded = path.replace(/%([0-9A-Fa-f]{2})/g, (written, digits: string) =>
    digits === '00' ? written : String.fromCharCode(Number.parseInt(digits, 16)),
  )
  return Buffer.from(decoded.startsWith('/') ? decoded : `/${decoded}`, 'latin1')
}

export function sourceRefused(
  text: string,
  reason: string,
  advice = 'give a path or an https, http, ssh, git or file URL',
): AbraVersionError<'GIT_SOURCE_REFUSED'> {
  const url = maskCredentials(text)
  return new AbraVersionError(
    'GIT_SOURCE_REFUSED',
    `refused to fetch from ${JSON.stringify(url)}: it ${reason}`,
    { url, reason },
    { advice },
  )
}

/** Replaces user and password in URLs. */
export function maskCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s@]*@/g, '://***@')
}
