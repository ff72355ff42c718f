import { readdirSync, readFileSync } from 'node:fs'
import { parseRecording, type Recording } from '../../src/swarm/drift/recording.js'

const FOLDER = 'golden/swarm'

/** What a real Swarm showed; recorded by the live tests with RECORD=1. `engine-29/ID` is that of the other engine. */
export function recording(id: string): Recording {
  const path = `${FOLDER}/${id}.json`
  return parseRecording(readFileSync(path, 'utf8'), path)
}

export function recordingIds(folder: '' | 'engine-29' = ''): string[] {
  return readdirSync(`${FOLDER}/${folder}`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
}

/** A recording as it stood when it was watched for the first time, right after the deploy. */
export function rightAfter(id: string): Recording {
  const whole = recording(id)
  const { deployed } = whole
  if (deployed === undefined) throw new Error(`${id} has no look right after the deploy`)
  return { ...whole, snapshots: [deployed] }
}
