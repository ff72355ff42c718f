import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench.js'
import { dirtyStates } from './dirty-states.js'
import { goGitSubject } from './go-git-subject.js'
import { measureBounds } from './measure-bounds.js'
import { measureSideBySide } from './measure-side-by-side.js'
import { atRevision, type Measurement, type Scene, subjects } from './measurement.js'
import { nodeSubjects } from './node-subjects.js'
import { changeState, oddStates } from './odd-states.js'
import { programSubject } from './program-subject.js'
import type { Subject } from './subject.js'
import { cloneTree, collectAsCommitDoes, commitTree } from './tree-repository.js'

/** isomorphic-git takes many seconds for more files than this; there it is asked about the clean clone only. */
const mostForEveryScene = 2_000

/** The size at which odd checkouts are measured beside an ordinary one. */
const oddSize = 20_000

/** No more files than this in a repository with an object file for each. */
const mostLoose = 20_000

/** All subjects at one size: a clean clone, the same clone in each dirty state, and a repository committed on the spot. */
export async function measureWorktrees(bench: Bench, files: number): Promise<Measurement[]> {
  const { scratch, effort, tell } = bench
  const dir = join(scratch.dir, `tree-${files}`)
  tell(`${files} files: a clone is made`)
  await cloneTree(scratch, files, dir)
  const measured: Measurement[] = []
  const measure = async (scene: Scene, those: readonly Subject[]) => {
    tell(`${files} files: ${scene}`)
    measured.push(...(await measureSideBySide(scene, files, those, effort)))
  }
  await measure('clean', [
    ...withoutIsomorphic(bench, dir, 'clean'),
    ...isomorphic(bench, dir, 'clean'),
    ...ours(bench, dir, 'clean'),
    ...besideOurs(bench, dir, 'clean'),
  ])
  measured.push(...(await measureBounds(bench, dir, files)))
  if (files === oddSize) {
    for (const { scene, answer, apply, revert } of oddStates) {
      await changeState(scratch, dir, files, apply)
      await measure(scene, [
        gitStatus(bench, dir, answer),
        ...ours(bench, dir, answer),
        ...besideOurs(bench, dir, answer),
      ])
      await changeState(scratch, dir, files, revert)
    }
  }
  for (const { scene, apply, revert } of dirtyStates) {
    apply(dir, files)
    const others = scene === 'overlay' ? everyLibrary(bench, dir, files, 'dirty') : [gitStatus(bench, dir, 'dirty')]
    const listed = files + (scene === 'deleted' ? -1 : scene === 'modified' ? 0 : 1)
    await measure(scene, [...others, ...besideListing(bench, dir, listed)])
    await revert?.(scratch, dir, files)
  }
  rmSync(dir, { recursive: true, force: true })
  if (files <= mostLoose) {
    tell(`${files} files: a repository is committed`)
    await commitTree(scratch, files, dir)
    await measure('loose', [...everyLibrary(bench, dir, files, 'clean'), ...ours(bench, dir, 'clean')])
    await collectAsCommitDoes(scratch, dir)
    await measure('fresh', [
      gitStatus(bench, dir, 'clean'),
      ...ours(bench, dir, 'clean'),
      ...besideOurs(bench, dir, 'clean'),
    ])
    rmSync(dir, { recursive: true, force: true })
  }
  return measured
}

type Answer = 'clean' | 'dirty'

export function gitStatus({ scratch }: Bench, dir: string, answer: Answer): Subject {
  const prints = answer === 'clean' ? /^$/ : /./
  return programSubject(
    { name: subjects.git, command: 'git', args: ['status', '--porcelain'], cwd: dir, prints },
    scratch,
  )
}

function everyLibrary(bench: Bench, dir: string, files: number, answer: Answer): Subject[] {
  const others = withoutIsomorphic(bench, dir, answer)
  return files > mostForEveryScene ? others : [...others, ...isomorphic(bench, dir, answer)]
}

function withoutIsomorphic(bench: Bench, dir: string, answer: Answer): Subject[] {
  const { scratch, references: programs } = bench
  const goGit = { programs, scratch, dir, clean: answer === 'clean' }
  return [gitStatus(bench, dir, answer), goGitSubject('5.16', goGit), goGitSubject('5.19', goGit)]
}

function isomorphic({ scratch, built }: Bench, dir: string, answer: Answer): Subject[] {
  return nodeSubjects(built, scratch, [{ name: subjects.isomorphic, task: { kind: 'statusMatrix', dir }, answer }])
}

/** Each in a process of its own. */
function ours({ scratch, built }: Bench, dir: string, answer: Answer): Subject[] {
  return [
    ...nodeSubjects(built, scratch, [{ name: subjects.status, task: { kind: 'readWorktreeStatus', dir }, answer }]),
    ...nodeSubjects(built, scratch, [{ name: subjects.chaos, task: { kind: 'chaosVersion', dir }, answer }]),
  ]
}

/** The same as the revision beside this build does it. */
function besideOurs(bench: Bench, dir: string, answer: Answer): Subject[] {
  const { beside, built } = bench
  if (beside === undefined) return []
  return ours({ ...bench, built: { ...built, dir: beside.dir } }, dir, answer).map((subject) => ({
    ...subject,
    name: atRevision(subject.name, beside.revision),
  }))
}

/** Beside listing the same tree, in a process of its own so that its memory is not counted as ours. */
function besideListing(bench: Bench, dir: string, listed: number): Subject[] {
  const { scratch, built } = bench
  const answer = String(listed)
  return [
    ...ours(bench, dir, 'dirty'),
    ...nodeSubjects(built, scratch, [
      { name: subjects.listing, task: { kind: 'listing', dir }, answer },
      { name: subjects.listingWithLstat, task: { kind: 'listingWithLstat', dir }, answer },
    ]),
  ]
}
