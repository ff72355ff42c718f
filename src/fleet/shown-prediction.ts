import type { FleetPrediction } from './fleet.js'

/** The version, or the code of the refusal or error in brackets; undefined if nothing was predicted. */
export function shownPrediction(prediction: FleetPrediction | undefined): string | undefined {
  if (prediction === undefined) return undefined
  if ('version' in prediction) return prediction.version
  return 'refusal' in prediction ? `(${prediction.refusal})` : `(${prediction.error.code})`
}
