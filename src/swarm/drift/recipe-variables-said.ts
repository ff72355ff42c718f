import type { ServiceSpec } from '../snapshot/snapshot.js'

/**
 * What TYPE and RECIPE in the environment of `app` say of the version that was deployed. Nothing without them.
 *
 * @param subject whose environment it is, with its verb: `task 8x2k had`
 * @rule R55
 */
export function recipeVariablesSaid(
  subject: string,
  { recipeVariables = [] }: Pick<ServiceSpec, 'recipeVariables'>,
): string[] {
  if (recipeVariables.length === 0) return []
  const said = `${subject} ${recipeVariables.join(' and ')} in the environment`
  return [`${said}: by a port of abra's source (R55) the version that was deployed, unless the compose file sets it`]
}

/** What the tasks say where it is not the stamp. Labels can be changed alone; a deploy by abra changes both. @rule R55 */
export function otherInTasks(spec: ServiceSpec, stamp: string): string[] {
  const isSame = (variable: string) => variable.endsWith(`:${stamp}`)
  return spec.recipeVariables?.some(isSame) === false ? recipeVariablesSaid('its tasks have', spec) : []
}
