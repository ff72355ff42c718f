const longest = 4_000
const end = 1_000

/** A text for a message: of a long one, such as a value of an untrusted file, the beginning and the end. */
export function shortened(text: string): string {
  if (text.length <= longest) return text
  const left = text.length - longest
  return `${text.slice(0, longest - end)}… (${left} characters left out) …${text.slice(-end)}`
}
