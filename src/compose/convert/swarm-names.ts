/** What Docker names for a stack. */
export type NamedKind = 'service' | 'network' | 'secret' | 'config' | 'volume'

const dnsName = /^[a-zA-Z0-9](?:[-_a-zA-Z0-9]*[a-zA-Z0-9])?$/
const fileName = /^[a-zA-Z0-9](?:[-_.a-zA-Z0-9]*[a-zA-Z0-9])?$/
const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/
const LONGEST_DNS_NAME = 63
const LONGEST_FILE_NAME = 64

/** Why Docker would refuse a name, in its words; undefined if it would take it. A volume is made by the node, when a task needs it. @rule R95 */
export function nameProblem(kind: NamedKind, name: string): string | undefined {
  if (kind === 'service' || kind === 'network') {
    if (!dnsName.test(name)) return 'name must be valid as a DNS name component'
    return name.length > LONGEST_DNS_NAME ? `name must be ${LONGEST_DNS_NAME} characters or fewer` : undefined
  }
  if (kind === 'volume') {
    // In bytes, as Go counts.
    if (Buffer.byteLength(name) === 1) return 'volume name is too short'
    return volumeName.test(name) ? undefined : 'includes invalid characters for a local volume name'
  }
  if (name.length <= LONGEST_FILE_NAME && fileName.test(name)) return undefined
  const characters = `only ${LONGEST_FILE_NAME} [a-zA-Z0-9-_.] characters allowed`
  return `invalid name, ${characters}, and the start and end character must be [a-zA-Z0-9]`
}
