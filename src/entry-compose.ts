/**
 * Compose files as docker/cli loads them, abra's labels in them, and the secrets that they need.
 *
 * @module abra-deploy-version/compose
 */
export type {
  ComposeConfig,
  ComposeDeploy,
  ComposeFileReference,
  ComposeHealthcheck,
  ComposeObject,
  ComposeService,
  ComposeUpdate,
} from './compose/compose-config.js'
export type { ComposePath } from './compose/compose-problem.js'
export { checkConvertible } from './compose/convert/check-convertible.js'
export type { ConversionRefusal, ConvertedStack, RefusedStack } from './compose/convert/conversion.js'
export type {
  ConvertedAttachment,
  ConvertedContainer,
  ConvertedFile,
  ConvertedMount,
  ConvertedService,
  ConvertedTask,
  ConvertedUpdate,
} from './compose/convert/converted-service.js'
export type { StackObject } from './compose/convert/stack-objects.js'
export { exposedVariables } from './compose/exposed-variables.js'
export type { AbraShExports } from './compose/interpolation/interpolation-environment.js'
export type { RelativeBind } from './compose/load/load-service.js'
export { type ComposeFile, type LoadComposeOptions, loadCompose } from './compose/load-compose.js'
export {
  type MissingSecret,
  missingSecrets,
  type RequiredSecret,
  rawSecretNames,
  requiredSecrets,
} from './compose/required-secrets.js'
export {
  exposeAllEnv,
  setChaosLabel,
  setChaosVersionLabel,
  setRecipeLabel,
  setVersionLabel,
} from './compose/set-labels.js'
export { renderCompose } from './compose/write/render-compose.js'
export {
  AbraVersionError,
  type AbraVersionErrorOf,
  type ErrorCode,
  type ErrorData,
  InternalError,
  isAbraVersionError,
} from './errors.js'
