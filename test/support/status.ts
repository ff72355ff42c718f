import { expect } from 'vitest'
import { type ErrorCode, isAbraVersionError } from '../../src/errors.js'
import { type GoGitProfile, profiles } from '../../src/git/profile.js'
import { readWorktreeStatus } from '../../src/git/worktree/read-worktree-status.js'
import { type BuiltScenario, type Step, withScenario } from './scenario.js'

/** A line for each file, its two letters, a blank and its path; or the code of the error. */
export type StatusLines = string[] | ErrorCode

/** One answer for all profiles, or one for each. */
export type ExpectedStatus = StatusLines | Record<GoGitProfile, StatusLines>

export async function statusLines({ dir, home }: BuiltScenario, profile: GoGitProfile): Promise<StatusLines> {
  try {
    const { files, clean } = await readWorktreeStatus(dir, { home, profile })
    expect(clean).toBe(files.length === 0)
    return files.map(({ path, change }) => `${change} ${path}`)
  } catch (error) {
    if (isAbraVersionError(error)) return error.code
    throw error
  }
}

/** Builds the scenario and compares every profile's answer, and what each says of the others. HEAD is taken to be the same for all. */
export async function expectStatus(steps: readonly Step[], expected: ExpectedStatus): Promise<void> {
  const each =
    typeof expected === 'string' || Array.isArray(expected)
      ? { '5.16': expected, '5.17': expected, '5.19': expected }
      : expected
  await withScenario({ steps: [...steps] }, async (built) => {
    const answers: Partial<Record<GoGitProfile, StatusLines>> = {}
    for (const profile of profiles) answers[profile] = await statusLines(built, profile)
    expect(answers).toEqual(each)
    for (const profile of profiles) {
      if (typeof each[profile] === 'string') continue
      const { profilesAgree } = await readWorktreeStatus(built.dir, { home: built.home, profile })
      const others = profiles.map((other) => JSON.stringify(each[other]))
      expect(profilesAgree, profile).toBe(others.every((other) => other === JSON.stringify(each[profile])))
    }
  })
}
