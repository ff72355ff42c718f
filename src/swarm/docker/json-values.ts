/** Far more than 16 MiB of services or tasks have. `[{},{},…]` has a value in three bytes, and takes twenty times its size as objects. */
export const mostValues = 2_000_000
/** Shorter texts are not looked through: their values cannot take much. */
const shortText = 4 * 1024 * 1024

const [comma, listOpens, objectOpens] = [0x2c, 0x5b, 0x7b]

/** Whether a byte begins a value of a list or object, or the list or object itself. */
export function beginsValue(byte: number): boolean {
  return byte === comma || byte === listOpens || byte === objectOpens
}

/** Whether a JSON text has more values than are read. Those within strings count, too. */
export function hasManyValues(json: Buffer): boolean {
  if (json.length < shortText) return false
  let values = 0
  for (const byte of json) if (beginsValue(byte)) values++
  return values > mostValues
}
