/** `TYPE=discourse:7ae7b0f7+U`. Nothing else of an environment is kept: it may hold passwords. */
const kept = /^(?:TYPE|RECIPE)=[\w./-]{1,100}:[\w.+/-]{1,100}$/

/**
 * TYPE and RECIPE in the environment of a task, where they are `<recipe>:<version>`: abra writes the version that it deploys there (R55). A compose file
 * may set them itself, so they are evidence and no version.
 *
 * @param env `ContainerSpec.Env` of the Docker API
 * @returns undefined if there is none
 * @rule R55
 */
export function recipeVariablesIn(env: unknown): readonly string[] | undefined {
  if (!Array.isArray(env)) return undefined
  const found = env.filter(isRecipeVariable)
  return found.length === 0 ? undefined : found.sort()
}

export function isRecipeVariable(value: unknown): value is string {
  return typeof value === 'string' && kept.test(value)
}
