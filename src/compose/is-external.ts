import type { ComposeObject } from './compose-config.js'

/** Whether a top-level network, volume, secret or config exists outside the stack. */
export function isExternal({ external }: ComposeObject): boolean {
  return external === true || (typeof external === 'object' && external.external === true)
}
