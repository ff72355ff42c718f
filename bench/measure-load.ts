import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InternalError } from '../src/errors.js'
import { ReferenceProcess } from '../src/golden/cases/reference-process.js'
import type { Bench } from './bench.js'
import { measureSideBySide } from './measure-side-by-side.js'
import { loadSubjects, type Measurement } from './measurement.js'
import { nodeSubjects } from './node-subjects.js'
import { peakMemory } from './peak-memory.js'
import { stackEnv, stackFiles } from './stack-files.js'
import type { Subject } from './subject.js'

/** loadCompose beside docker/cli's own loader in Go, each inside its process and by its own clock: every file alone, one after the other. */
export async function measureLoad({ scratch, built, references, effort, tell }: Bench): Promise<Measurement[]> {
  tell('loadCompose')
  const files = stackFiles()
  const path = join(scratch.dir, 'stack-files.json')
  writeFileSync(path, JSON.stringify(files))
  const go = goLoader(join(references, 'reference-compose'), files)
  // Both load the same number of services, or one of them errs.
  const answer = `${await go.services()} services`
  const ours = { name: loadSubjects.ours, task: { kind: 'loadCompose', files: path }, answer } as const
  return measureSideBySide('load', files.length, [...nodeSubjects(built, scratch, [ours]), go], effort)
}

function goLoader(
  program: string,
  files: readonly { path: string; text: string }[],
): Subject & { services(): Promise<number> } {
  const reference = new ReferenceProcess(program, '60s')
  const load = () => {
    const each = files.map(async (file) => {
      const { clock, ...rest } = await reference.ask({ files: [file], env: stackEnv, clock: 1 })
      if (clock === undefined || !('services' in clock)) throw new InternalError(JSON.stringify({ clock, ...rest }))
      return { services: clock.services, ms: (clock.nanoseconds[0] ?? 0) / 1e6 }
    })
    return Promise.all(each)
  }
  return {
    name: loadSubjects.docker,
    services: async () => (await load()).reduce((sum, { services }) => sum + services, 0),
    run: async () => (await load()).reduce((sum, { ms }) => sum + ms, 0),
    peak: async () => (reference.pid === undefined ? undefined : peakMemory(reference.pid)),
    close: () => reference.close(),
  }
}
