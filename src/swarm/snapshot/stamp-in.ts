import { parseLabels, stampOf } from '../../app/deploy-labels.js'
import { appService, type Snapshot } from './snapshot.js'

/** The stamp that a snapshot shows. */
export function stampIn(snapshot: Snapshot): string | undefined {
  const app = appService(snapshot)
  return app && stampOf(parseLabels(app.spec.labels, snapshot.stack))
}
