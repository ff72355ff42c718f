import { toInt64 } from '../go-values/go-integers.js'
import { parseFloatGo } from '../go-values/go-numbers.js'

const POWERS = 'kmgtp'

/** Parses a size as docker/go-units does: `1g`, `1.5 GiB`, `512kb`, `7b`, with factors of 1024. Returns bytes, or the problem. */
export function parseSize(text: string): bigint | { problem: string } {
  const [, digits, suffix = ''] = /^(.*[0-9. ])([^0-9. ]*)$/su.exec(text) ?? []
  if (digits === undefined) return { problem: `invalid size: '${text}'` }
  const number = digits.endsWith(' ') ? digits.slice(0, -1) : digits
  const size = parseFloatGo(number)
  if (size === undefined) return { problem: `strconv.ParseFloat: parsing ${JSON.stringify(number)}: invalid syntax` }
  if (size < 0) return { problem: `invalid size: '${text}'` }
  const unit = suffix.toLowerCase()
  if (unit === '' || unit === 'b') return toInt64(size)
  const power = POWERS.indexOf(unit.charAt(0)) + 1
  if (power === 0 || !['', 'b', 'ib'].includes(unit.slice(1))) return { problem: `invalid suffix: '${suffix}'` }
  return toInt64(size * 1024 ** power)
}
