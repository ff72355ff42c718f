/** The name that docker gives to something of a stack. */
export function scope(stack: string, name: string): string {
  return `${stack}_${name}`
}

/** Labels with the one by which docker finds what belongs to a stack. It replaces one of that name. @rule L40 */
export function withStackLabel(stack: string, labels: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...labels, 'com.docker.stack.namespace': stack }
}
