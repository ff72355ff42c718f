import { existsSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { decodeBytePath } from '../../byte-string/byte-path.js'
import { InternalError } from '../../errors.js'
import { type BuilderGit, createBuilderGit } from './builder-git.js'
import { copyEmptyRepository } from './empty-repository.js'
import {
  appendToFile,
  changeMode,
  flipBits,
  patchFile,
  resumFile,
  truncateFile,
  writeScenarioFile,
} from './file-steps.js'
import { parseScenario } from './parse-scenario.js'
import { placedError } from './placed-error.js'
import type { Scenario, Step } from './scenario.js'
import {
  locate,
  locateFolder,
  locateFree,
  locateNew,
  makeFolder,
  makeScenarioFolders,
  type ScenarioFolders,
} from './scenario-folders.js'
import { settleTimes } from './settle-times.js'
import { makeDevice, makeFifo, makeSocket, setTimes } from './special-file-steps.js'

export interface BuiltScenario {
  /** The checkout. */
  dir: string
  /** The scratch home, holding the `.gitconfig` of the scenario where it has one. */
  home: string
  /** A sibling of the checkout, for what has to lie outside it. */
  outside: string
}

/**
 * Makes a scenario real with git and the file system: `<into>/checkout`, `<into>/home` and `<into>/outside`. Nothing of the
 * caller's environment but PATH has a say in it, and the scratch home's `.gitconfig` is there for the reader to be tested, not
 * for the git commands of the builder. What was made before a step failed is left where it is.
 *
 * @throws `USAGE` where the scenario is no scenario, `into` is already built in, or a step fails; `data.argument` names the step
 */
export async function buildScenario(scenario: Scenario, into: string): Promise<BuiltScenario> {
  const { repository = 'init', steps } = parseScenario(scenario)
  const folders = makeScenarioFolders(into)
  const git = createBuilderGit({ home: folders.home, ceiling: folders.into })
  if (repository === 'init') await copyEmptyRepository(folders.checkout)
  else if (repository !== 'none') await cloneBundle(repository.bundle, folders, git)
  for (const [index, step] of steps.entries()) {
    try {
      await performStep(step, folders, git)
    } catch (error) {
      if (error instanceof InternalError) throw error
      if (step.mayFail !== true) throw placedError(`steps[${index}]`, step.do, error)
    }
  }
  return { dir: folders.checkout, home: folders.home, outside: folders.outside }
}

async function performStep(step: Step, folders: ScenarioFolders, git: BuilderGit): Promise<void> {
  switch (step.do) {
    case 'write':
      return writeScenarioFile(locateNew(folders, step.path), step, step.mode)
    case 'append':
      return appendToFile(locate(folders, step.path), step)
    case 'patch':
      return patchFile(locate(folders, step.path), step.offset, step.bytes)
    case 'flip':
      return flipBits(locate(folders, step.path), step.offset, step.mask)
    case 'truncate':
      return truncateFile(locate(folders, step.path), step.size)
    case 'resum':
      return resumFile(locate(folders, step.path))
    case 'remove':
      return rmSync(locate(folders, step.path), { recursive: true })
    case 'rename':
      return renameSync(locate(folders, step.from), locateNew(folders, step.to))
    case 'mkdir':
      makeFolder(folders, step.path)
      return step.mode === undefined ? undefined : changeMode(locate(folders, step.path), step.mode)
    case 'link':
      return symlinkSync(decodeBytePath(step.to), locateFree(folders, step.path))
    case 'chmod':
      return changeMode(locate(folders, step.path), step.mode)
    case 'fifo':
      return makeFifo(locateFree(folders, step.path))
    case 'socket':
      return makeSocket(locateFree(folders, step.path), folders.into)
    case 'device':
      return makeDevice(locateFree(folders, step.path), step.kind, step.major, step.minor)
    case 'touch':
      return setTimes(locate(folders, step.path), step.mtime, step.nanoseconds)
    case 'settle':
      return settle(folders, git)
    case 'git': {
      const { args, ...options } = step
      return git.run(args, { ...options, cwd: locateFolder(folders, step.cwd ?? '.') })
    }
    case 'commit': {
      const cwd = locateFolder(folders, '.')
      await git.run(['add', '-A'], { cwd })
      const emptiness = step.allowEmpty === true ? ['--allow-empty'] : []
      const message = step.message ?? 'A commit'
      return git.run(['commit', '-q', ...emptiness, '--allow-empty-message', '-m', message], { cwd })
    }
    case 'tag': {
      const form = step.annotated === true ? ['-a', '-m', step.name] : []
      const at = step.at === undefined ? [] : [step.at]
      return git.run(['tag', ...form, step.name, ...at], { cwd: locateFolder(folders, '.') })
    }
    case 'checkout': {
      const force = step.force === true ? ['-f'] : []
      return git.run(['checkout', '-q', ...force, step.ref, '--'], { cwd: locateFolder(folders, '.') })
    }
  }
}

/** Git rewrites the index here, so it is newer than the files; an unfinished merge (exit code 1) is no failure. */
async function settle(folders: ScenarioFolders, git: BuilderGit): Promise<void> {
  const cwd = locateFolder(folders, '.')
  settleTimes(Buffer.from(cwd))
  if (!existsSync(join(cwd, '.git'))) return
  await git.run(['update-index', '-q', '--refresh'], { cwd, allow: 1 })
}

async function cloneBundle(bundle: string, folders: ScenarioFolders, git: BuilderGit): Promise<void> {
  try {
    await git.run(['clone', '-q', '--template=', '--', resolve(bundle), folders.checkout], { cwd: folders.into })
  } catch (error) {
    throw placedError('repository', bundle, error)
  }
}
