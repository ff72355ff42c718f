import { isRecord } from '../../is-record.js'

const places = ['absent', 'alone', 'same', 'before', 'after', 'beside', 'unknown']

/** What keeps a saved value from being the facts about a checkout that explainDrift takes; undefined if nothing does. */
export function checkoutProblem(checkout: unknown): string | undefined {
  if (!isRecord(checkout) || !Array.isArray(checkout['files'])) return 'has a checkout without files'
  const { recorded, files, tags, position } = checkout
  const odd = files.findIndex((file) => !isRecord(file) || !isText(file['kind']) || !isText(file['path']))
  if (odd !== -1) return `has no kind and path in checkout.files[${odd}]`
  if (recorded !== undefined && typeof recorded !== 'boolean') return 'has neither true nor false in checkout.recorded'
  if (tags !== undefined && !isTexts(tags)) return 'has no list of texts in checkout.tags'
  return position === undefined || isPosition(position) ? undefined : 'has a checkout.position of another form'
}

function isPosition(position: unknown): boolean {
  if (!isRecord(position) || !places.some((place) => place === position['place'])) return false
  const { place, commit, tags, commits } = position
  if (place === 'absent') return true
  return isText(commit) && isTexts(tags) && ((place !== 'before' && place !== 'after') || typeof commits === 'number')
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
