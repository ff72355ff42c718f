import type { ConversionRefusal } from '../compose/convert/conversion.js'
import { locateInFiles } from '../compose/files/locate-in-files.js'
import type { ComposeFile } from '../compose/load-compose.js'
import type { RefusalPrediction, StampPrediction } from '../decide/prediction.js'
import type { RuleId } from '../rules.js'
import { refuseChosen } from './refuse-deploy.js'

/** Turns a prediction into a refusal, because Docker would refuse what the compose files say. @rule L45 L46 L47 L48 R95 */
export function refuseConversion(
  chosen: StampPrediction,
  refusal: ConversionRefusal,
  files: readonly ComposeFile[],
): RefusalPrediction {
  const place = locateInFiles(files, refusal.at)
  const message = `${place === undefined ? '' : `${place.path}, line ${place.line}: `}${refusal.docker}`
  const code = refusal.kind === 'name' ? 'name-invalid' : 'compose-unconvertible'
  return refuseChosen(chosen, { code, rule: ruleOf(refusal), message })
}

function ruleOf({ kind, at }: ConversionRefusal): RuleId {
  if (kind === 'name') return 'R95'
  if (kind === 'image') return 'L45'
  const section = at[2]
  if (section === 'secrets' || section === 'configs' || section === 'credential_spec') return 'L46'
  return section === 'volumes' ? 'L47' : 'L48'
}
