import type { RefusalPrediction } from '../decide/prediction.js'
import type { Stamp } from '../stamp/stamp.js'
import { visibleText } from '../visible-text.js'
import { toJson } from './terminal.js'

export type StampForm = 'yaml' | 'diff' | 'json'

/** What `stamp` prints, without the last line feed; nothing for a refusal but as JSON. The compose file holds no raw control character. */
export function renderStamp(stamp: Stamp | RefusalPrediction, form: StampForm): string {
  if (form === 'json') return toJson({ schema: 1, ...stamp })
  if (stamp.outcome === 'refuse') return ''
  return visibleText(form === 'diff' ? stamp.diff : stamp.composeFile).replace(/\n$/, '')
}
