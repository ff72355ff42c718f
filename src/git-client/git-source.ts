import { isAbsolute, resolve } from 'node:path'
import { AbraVersionError } from '../errors.js'

/** Where git may fetch from: a path, a bundle file, or a URL of a kind that runs no program but git's own and ssh. */
export interface GitSource {
  /** As it is handed to git: a path is absolute. */
  readonly url: string
  readonly isSsh: boolean
}

/** What git may speak. `ext` and every other helper would run a command that the URL names. */
const schemes = ['file', 'git', 'http', 'https', 'ssh']

/**
 * Checks a URL or path before git sees it. It may come from the config of an untrusted checkout, so that an option, a remote helper (`ext::…`)
 * or a control character is refused here.
 *
 * @param base the folder that a relative path begins at
 * @throws GIT_SOURCE_REFUSED
 */
export function parseGitSource(text: string, base: string): GitSource {
  if (text === '') throw sourceRefused(text, 'is empty')
  if (/[\0-\x1f\x7f]/.test(text)) throw sourceRefused(text, 'has a control character')
  if (text.startsWith('-')) throw sourceRefused(text, 'begins like an option')
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1]
  if (scheme !== undefined) {
    if (!schemes.includes(scheme)) throw sourceRefused(text, `is of the kind ${scheme}`)
    if (/^[^:]+:\/\/(?:[^/@]*@)?-/.test(text)) throw sourceRefused(text, 'has a host that begins like an option')
    return { url: text, isSsh: scheme === 'ssh' }
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
  return { url: isAbsolute(text) ? text : resolve(base, text), isSsh: false }
}

function sourceRefused(text: string, reason: string): AbraVersionError<'GIT_SOURCE_REFUSED'> {
  const url = maskCredentials(text)
  return new AbraVersionError(
    'GIT_SOURCE_REFUSED',
    `${JSON.stringify(url)} is not fetched from: it ${reason}`,
    { url, reason },
    { advice: 'give a path or an https, http, ssh, git or file URL' },
  )
}

/** The text with what stands before the `@` of a URL left out. */
export function maskCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s@]*@/g, '://***@')
}
