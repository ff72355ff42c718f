import type { MissingSecret } from '../compose/required-secrets.js'
import type { RefusalReason } from './refusal.js'

/** The refusal for a secret that the server does not have. @rule R5 */
export function secretMissing({ name, generate }: MissingSecret): RefusalReason {
  const message = generate ? `secret not generated: ${name}` : `secret not inserted (#generate=false): ${name}`
  return { code: 'secret-missing', rule: 'R5', message }
}
