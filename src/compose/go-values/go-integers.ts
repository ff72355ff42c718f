const LEAST_INT64 = -9223372036854775808n

/** Go's `int64(f)` on amd64: cut toward zero; what does not fit is the least number. */
export function toInt64(value: number): bigint {
  if (!Number.isFinite(value)) return LEAST_INT64
  const cut = BigInt(Math.trunc(value))
  return BigInt.asIntN(64, cut) === cut ? cut : LEAST_INT64
}

/** Go's `uint64(f)` on amd64 for what is not negative. */
export function toUint64(value: number): bigint {
  if (!Number.isFinite(value)) return 1n << 63n
  const cut = BigInt(Math.trunc(value))
  return BigInt.asUintN(64, cut) === cut ? cut : 1n << 63n
}
