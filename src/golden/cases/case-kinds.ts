import type { CaseKind } from './case-kind.js'
import { checkoutKind } from './checkout-kind.js'
import { composeKind } from './compose-kind.js'
import { envKind } from './env-kind.js'
import { tagOrderKind } from './tag-order-kind.js'

/** Every kind of library case there is. */
export const caseKinds: readonly CaseKind[] = [
  checkoutKind as CaseKind,
  envKind as CaseKind,
  composeKind as CaseKind,
  tagOrderKind as CaseKind,
]

export function kindOfFamily(family: string): CaseKind | undefined {
  return caseKinds.find(({ families }) => families.includes(family))
}
