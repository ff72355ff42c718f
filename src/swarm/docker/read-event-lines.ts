export interface DockerEvent {
  readonly Type?: string
  readonly Action?: string
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> }
}

const longestLine = 1024 * 1024

/** Reads Docker's events, one JSON object on each line, until the stream ends. Skips lines that are not JSON. */
export async function readEventLines(
  stream: AsyncIterable<Buffer | string>,
  onEvent: (event: DockerEvent) => void,
): Promise<void> {
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + chunk.toString()).split('\n')
    rest = (lines.pop() ?? '').slice(0, longestLine)
    for (const line of lines) {
      const event = parseEvent(line)
      if (event !== undefined) onEvent(event)
    }
  }
}

function parseEvent(line: string): DockerEvent | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
