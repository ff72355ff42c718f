import { hasCategory } from '../../byte-string/general-category.js'

/** A service's volume in long form. */
export interface VolumeSpec {
  type: 'bind' | 'volume'
  source?: string
  target?: string
  read_only?: boolean
  nocopy?: boolean
  propagation?: string
}

const PROPAGATIONS = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave']

/**
 * Parses the short form of a volume, `[source:]target[:options]`; returns the volume or the problem. A letter and a colon at the start of a section are
 * a Windows drive: `a:/b:ro` is the folder `a:/b` of the host, mounted at `ro`.
 */
export function parseVolume(spec: string): VolumeSpec | { problem: string } {
  const bytes = Buffer.byteLength(spec)
  if (bytes === 0) return { problem: 'invalid empty volume spec' }
  if (bytes <= 2) return { type: 'volume', target: spec }
  const made: Partial<VolumeSpec> = {}
  for (const { text, last } of splitSections(spec)) {
    if (text === '') return { problem: `invalid spec: ${spec}: empty section between colons` }
    if (made.source === undefined && last) made.target = text
    else if (made.source === undefined) made.source = text
    else if (made.target === undefined) made.target = text
    else if (!last) return { problem: `invalid spec: ${spec}: too many colons` }
    else Object.assign(made, parseOptions(text))
  }
  return { ...made, type: made.source !== undefined && isHostPath(made.source) ? 'bind' : 'volume' }
}

/** A section ends at a colon or at the end of the text. docker/cli marks that end with NUL, so a NUL in the text ends a section too. */
function splitSections(spec: string): { text: string; last: boolean }[] {
  const sections: { text: string; last: boolean }[] = []
  let text = ''
  for (const char of `${spec}\0`) {
    if (char === '\0' || (char === ':' && !isLetter(text))) {
      sections.push({ text, last: char === '\0' })
      text = ''
    } else text += char
  }
  return sections
}

function isLetter(text: string): boolean {
  return /^[A-Za-z]$/.test(text) || (text.length <= 2 && text >= '\x80' && hasCategory(text, 'L'))
}

function parseOptions(options: string): Partial<VolumeSpec> {
  const made: Partial<VolumeSpec> = {}
  for (const option of options.split(',')) {
    if (option === 'ro') made.read_only = true
    else if (option === 'rw') made.read_only = false
    else if (option === 'nocopy') made.nocopy = true
    else if (PROPAGATIONS.includes(option)) made.propagation = option
    // Unknown options are ignored.
  }
  return made
}

function isHostPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || beginsWithDrive(source)
}

/** Go's unicode.IsLetter, then a colon. */
function beginsWithDrive(source: string): boolean {
  const [first = ''] = source
  return source.startsWith(':', first.length) && hasCategory(first, 'L')
}

/** Whether a path is absolute on Windows. */
export function isWindowsAbsolute(path: string): boolean {
  return /^[A-Za-z]:[\\/]/.test(path) || /^[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*[\\/]/.test(path)
}
