/** Below the git folder, from before the first change of a checkout until after the last. */
export const unfinishedFile = 'abra-deploy-version.checkout'

/** The commits between which a checkout was cut off, 40 hex digits each. */
export interface UnfinishedCheckout {
  readonly from: string
  readonly to: string
}

export function renderUnfinished({ from, to }: UnfinishedCheckout): string {
  return `${from} ${to}\n`
}

export function parseUnfinished(text: string): UnfinishedCheckout | undefined {
  const [, from, to] = /^([0-9a-f]{40}) ([0-9a-f]{40})\n$/.exec(text) ?? []
  return from === undefined || to === undefined ? undefined : { from, to }
}
