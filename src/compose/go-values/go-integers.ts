const LEAST_INT64 = -9223372036854775808n

/** Go's `int64(f)` on amd64: truncates toward zero; out of range it gives the smallest int64. */
export function toInt64(value: number): bigint {
  if (!Number.isFinite(value)) return LEAST_INT64
  const cut = BigInt(Math.trunc(value))
  return BigInt.asIntN(64, cut) === cut ? cut : LEAST_INT64
}

/** Go's `uint64(f)` on amd64 for a non-negative float. */
export function toUint64(value: number): bigint {
  if (!Number.isFinite(value)) return 1n << 63n
  const cut = BigInt(Math.trunc(value))
  return BigInt.asUintN(64, cut) === cut ? cut : 1n << 63n
}
