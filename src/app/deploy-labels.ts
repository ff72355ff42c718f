/** Which labels abra writes and reads, on the service `<stack>_app`. @rule R50 R51 R53 */
export const deployLabelNames = ['recipe', 'chaos', 'chaos-version', 'version', 'timeout'] as const

export type DeployLabelName = (typeof deployLabelNames)[number]

/** What the labels of one stack say; absent where there is no such label. The text is untrusted: anybody may have set it. */
export interface DeployLabels {
  readonly recipe?: string
  /** true only for the text `true`. */
  readonly chaos?: boolean
  /** `7ae7b0f7` or `7ae7b0f7+U`; there in a chaos deploy only. */
  readonly chaosVersion?: string
  /** The chosen version, or in chaos the one of the recipe's compose file. @rule R52 */
  readonly version?: string
  /** As it is written; see `timeoutSeconds`. */
  readonly timeout?: string
}

/** The full name of a label: `coop-cloud.<stack>.chaos-version`. */
export function deployLabel(stack: string, name: DeployLabelName): string {
  return `coop-cloud.${stack}.${name}`
}

/**
 * Reads what a deploy wrote into the labels of `<stack>_app`; labels of other stacks do not count. Nothing is checked: a label that is no
 * version is given as it stands.
 *
 * @rule R50 R51 R52
 * @example
 * ```ts
 * const labels = { 'coop-cloud.forum.chaos': 'true', 'coop-cloud.forum.chaos-version': '7ae7b0f7+U' }
 * parseLabels(labels, 'forum') // { chaos: true, chaosVersion: '7ae7b0f7+U' }
 * ```
 */
export function parseLabels(labels: Readonly<Record<string, string>>, stack: string): DeployLabels {
  const text = (name: DeployLabelName) => {
    const key = deployLabel(stack, name)
    return Object.hasOwn(labels, key) ? labels[key] : undefined
  }
  const [recipe, chaos, chaosVersion, version, timeout] = deployLabelNames.map(text)
  return {
    ...(recipe === undefined ? {} : { recipe }),
    ...(chaos === undefined ? {} : { chaos: chaos === 'true' }),
    ...(chaosVersion === undefined ? {} : { chaosVersion }),
    ...(version === undefined ? {} : { version }),
    ...(timeout === undefined ? {} : { timeout }),
  }
}

/** The version a deploy is known by: in chaos the commit, else the release; undefined where the labels do not say. */
export function stampOf({ chaos, chaosVersion, version }: DeployLabels): string | undefined {
  return chaos === true || (chaos === undefined && chaosVersion !== undefined) ? chaosVersion : version
}

/** The `.timeout` label in seconds; undefined where there is none or it is no whole number above 0. @rule R8 R53 */
export function timeoutSeconds({ timeout }: DeployLabels): number | undefined {
  return timeout !== undefined && /^[1-9]\d{0,6}$/.test(timeout) ? Number(timeout) : undefined
}
