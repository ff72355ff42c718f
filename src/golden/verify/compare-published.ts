import { abraLog } from '../../decide/abra-log.js'
import type { Prediction } from '../../decide/prediction.js'
import type { Stamp } from '../../stamp/stamp.js'
import type { PublishedCase } from '../cases/published-cases.js'

/** One published value beside ours. */
export interface PublishedComparison {
  readonly what: string
  readonly published: unknown
  readonly ours: unknown
}

/**
 * What a published case says of a deploy, beside a prediction of it. Only what the page says is compared.
 *
 * @param head the commit checked out before the deploy
 */
export function comparePublished(
  expected: PublishedCase['expected'],
  prediction: Prediction,
  head: string,
): PublishedComparison[] {
  const log = abraLog(prediction)
    .map(({ text }) => text)
    .join('\n')
  const refused = prediction.outcome === 'refuse'
  const version = refused ? undefined : prediction.version
  const words = expected.words ?? []
  const places = words.map((word) => log.indexOf(word))
  const inOrder = places.every((place, i) => place > (places[i - 1] ?? -1))
  return [
    ...words.map((word) => ({ what: 'words', published: word, ours: log.includes(word) ? word : log })),
    ...('order' in expected ? [{ what: 'order', published: true, ours: inOrder }] : []),
    ...('fatal' in expected ? [{ what: 'fatal', published: expected['fatal'], ours: refused }] : []),
    ...('refused' in expected ? [{ what: 'refused', published: expected['refused'], ours: refused }] : []),
    ...('deploys' in expected
      ? [{ what: 'deploys what is checked out', published: head.slice(0, 8), ours: version?.slice(0, 8) }]
      : []),
    ...('deployVersion' in expected
      ? [{ what: 'deployVersion', published: expected['deployVersion'], ours: version }]
      : []),
    ...('newest' in expected ? [{ what: 'newest', published: expected['newest'], ours: version }] : []),
  ]
}

/** What a published case says of the labels and of the app's file, beside our stamp of it; the page's `<stack>` is the app's. */
export function comparePublishedStamp(
  expected: PublishedCase['expected'],
  stamp: Pick<Stamp, 'labels' | 'envLine'>,
  stack: string,
): PublishedComparison[] {
  const labels = Object.entries(expected.labels ?? {}).map(([name, published]) => ({
    what: `label ${name}`,
    published,
    ours: stamp.labels[name.replace('<stack>', stack)],
  }))
  const line = 'envLine' in expected ? [{ what: 'envLine', published: expected['envLine'], ours: stamp.envLine }] : []
  return [...labels, ...line]
}
