import { type ChildProcess, fork } from 'node:child_process'
import { InternalError } from '../src/errors.js'
import type { RefusalTask } from './refusal-task.js'
import type { Scratch } from './scratch.js'
import type { Subject } from './subject.js'
import type { Task, TaskDone } from './task.js'

/** What is needed to start measured processes. */
export interface MeasuredPackage {
  /** The folder that holds the built `dist`. */
  readonly dir: string
  /** The bundled measured-process.ts. */
  readonly program: string
}

export interface NodeTask {
  readonly name: string
  readonly task: Task | RefusalTask
  /** What must come out. */
  readonly answer: string
}

/**
 * Subjects that share one Node process of their own, which is a fresh one.
 *
 * @param clock what counts: the time that passes, or the CPU time of all threads of the process
 */
export function nodeSubjects(
  built: MeasuredPackage,
  scratch: Scratch,
  tasks: readonly NodeTask[],
  clock: 'time' | 'cpu' = 'time',
): Subject[] {
  const child = fork(built.program, [built.dir], { env: { ...scratch.env }, execArgv: [] })
  let peak: number | undefined
  return tasks.map(({ name, task, answer }) => ({
    name,
    async run() {
      const done = await ask(child, task)
      peak = done.peakMB
      if (done.answer === answer) return clock === 'cpu' ? done.cpuMs : done.ms
      throw new InternalError(`${name} answered ${done.answer}, not ${answer}`)
    },
    peak: async () => peak,
    close: () => {
      if (child.connected) child.disconnect()
    },
  }))
}

/** What a fresh process answers. */
export async function askOnce(built: MeasuredPackage, scratch: Scratch, task: Task | RefusalTask): Promise<string> {
  const child = fork(built.program, [built.dir], { env: { ...scratch.env }, execArgv: [] })
  try {
    return (await ask(child, task)).answer
  } finally {
    child.disconnect()
  }
}

function ask(child: ChildProcess, task: Task | RefusalTask): Promise<TaskDone> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new InternalError(`a measured process ended during ${task.kind}`))
    child.once('exit', ended)
    child.once('message', (done) => {
      child.off('exit', ended)
      resolve(done as TaskDone)
    })
    child.send(task)
  })
}
