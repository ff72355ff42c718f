/** The labels that abra writes to and reads from the service `<stack>_app`. @rule R50 R51 R53 */
export const deployLabelNames = ['recipe', 'chaos', 'chaos-version', 'version', 'timeout'] as const

export type DeployLabelName = (typeof deployLabelNames)[number]

/** Values of abra's labels of one stack; a missing label is absent, and so is an empty `version` or `chaosVersion`. The values are untrusted: anyone with access to the Swarm can set them. */
export interface DeployLabels {
  readonly recipe?: string
  /** true only if the label is exactly `true`. */
  readonly chaos?: boolean
  /** `7ae7b0f7` or `7ae7b0f7+U`. Only a chaos deploy sets it. */
  readonly chaosVersion?: string
  /** The chosen version; in a chaos deploy the version label of the recipe's compose file, which abra writes empty if there is none. @rule R52 */
  readonly version?: string
  /** Seconds, as text: the limit of abra's own wait. @rule R8 */
  readonly timeout?: string
}

/** The full name of a label: `coop-cloud.<stack>.chaos-version`. */
export function deployLabel(stack: string, name: DeployLabelName): string {
  return labelPrefix(stack) + name
}

function labelPrefix(stack: string): string {
  return `coop-cloud.${stack}.`
}

/**
 * Picks abra's labels of one stack from the labels of `<stack>_app`. Labels of other stacks are ignored, and old names such as
 * `coop-cloud.<stack>.app.version`. An empty version is no version; other values are not validated.
 *
 * @rule R50 R51 R52 R54
 * @example
 * ```ts
 * const labels = { 'coop-cloud.forum.chaos': 'true', 'coop-cloud.forum.chaos-version': '7ae7b0f7+U' }
 * parseLabels(labels, 'forum') // { chaos: true, chaosVersion: '7ae7b0f7+U' }
 * ```
 */
export function parseLabels(labels: Readonly<Record<string, string>>, stack: string): DeployLabels {
  // A fleet looks at thousands of labels: one that is there is compared, none is looked up by a name made for it.
  const prefix = labelPrefix(stack)
  const own = new Map<string, string>()
  for (const name of Object.keys(labels))
    if (name.startsWith(prefix)) own.set(name.slice(prefix.length), labels[name] ?? '')
  const text = (name: DeployLabelName) => own.get(name)
  const filled = (name: DeployLabelName) => text(name) || undefined
  const [recipe, chaos, timeout] = [text('recipe'), text('chaos'), text('timeout')]
  const [chaosVersion, version] = [filled('chaos-version'), filled('version')]
  return {
    ...(recipe === undefined ? {} : { recipe }),
    ...(chaos === undefined ? {} : { chaos: chaos === 'true' }),
    ...(chaosVersion === undefined ? {} : { chaosVersion }),
    ...(version === undefined ? {} : { version }),
    ...(timeout === undefined ? {} : { timeout }),
  }
}

/** The stamp of a deploy: `chaosVersion` for a chaos deploy, else `version`; undefined if that label is missing or empty. */
export function stampOf({ chaos, chaosVersion, version }: DeployLabels): string | undefined {
  return chaos === true || (chaos === undefined && chaosVersion !== undefined) ? chaosVersion : version
}

/** The `.timeout` label in seconds; undefined if it is missing or is not a positive integer below 10,000,000. @rule R8 R53 */
export function timeoutSeconds({ timeout }: DeployLabels): number | undefined {
  return timeout !== undefined && /^[1-9]\d{0,6}$/.test(timeout) ? Number(timeout) : undefined
}
