import type { RefusalPrediction, StampPrediction } from '../decide/prediction.js'
import type { RefusalReason } from '../decide/refusal.js'
import { isAbraVersionError } from '../errors.js'
import type { RuleId } from '../rules.js'
import { traceStep } from '../trace.js'

/** The rule by which abra fails on each error code. */
const rules: Record<string, RuleId> = {
  COMPOSE_FILE_MISSING: 'R48',
  COMPOSE_SYNTAX: 'L31',
  COMPOSE_VERSION: 'L32',
  COMPOSE_FORBIDDEN: 'L33',
  COMPOSE_SCHEMA: 'L33',
  COMPOSE_INTERPOLATION: 'L35',
  COMPOSE_ENV_FILE: 'L36',
  COMPOSE_MERGE: 'L37',
  COMPOSE_VALUE: 'L38',
  SECRET_NAME_INVALID: 'R47',
}

/** Turns a prediction into a refusal, for an error on which abra itself would fail. Any other error is rethrown. */
export function refuseDeploy(chosen: StampPrediction, error: unknown): RefusalPrediction {
  const rule = isAbraVersionError(error) ? rules[error.code] : undefined
  if (rule === undefined || !isAbraVersionError(error)) throw error
  const code = { R47: 'secret-invalid', R48: 'compose-file-missing' } as const
  const known = rule === 'R47' || rule === 'R48' ? code[rule] : 'compose-invalid'
  return refuseChosen(chosen, { code: known, rule, message: error.message })
}

/** A prediction whose version was chosen, turned into a refusal; the last step of its trace says why. */
export function refuseChosen(chosen: StampPrediction, reason: RefusalReason): RefusalPrediction {
  const { version, source, steps, warnings, trace } = chosen
  return {
    outcome: 'refuse',
    ...reason,
    chosen: { version, source },
    steps,
    warnings,
    trace: [...trace, traceStep(reason.rule, reason.message)],
  }
}
