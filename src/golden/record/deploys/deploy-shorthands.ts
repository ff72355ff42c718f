import type { DeployFlags } from '../../../decide/deploy-flags.js'
import type { RuleId } from '../../../rules.js'
import type { DeployCase } from '../../cases/binary-case.js'
import type { Scenario, Step } from '../../scenario/scenario.js'
import { commit, git, settle, write } from '../../scenario/step-shorthands.js'
import { missingSecret, missingSecretVersion, recordedApp, recordedRecipe } from '../abra-scratch.js'

/** The compose file of every recorded recipe: lint has nothing to say of it, and its secret is never generated. */
function composeFile(version: string): string {
  return `version: "3.8"

services:
  app:
    image: nginx:1.27.0
    secrets:
      - ${missingSecret}
    healthcheck:
      test: ["CMD", "true"]
    deploy:
      labels:
        - "coop-cloud.\${STACK_NAME}.version=${version}"

secrets:
  ${missingSecret}:
    external: true
    name: \${STACK_NAME}_${missingSecret}_\${${missingSecretVersion}}
`
}

const firstVersion = '0.1.0+1.0.0'

/** A recipe's first commit, on `main`, with the section of `.git/config` that abra looks for (R35); and no tag. */
export const recipeWithoutTags: Step[] = [
  git('config', 'remote.origin.url', `https://git.example.invalid/${recordedRecipe}.git`),
  git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'),
  ...branchSection('main'),
  write('compose.yml', composeFile(firstVersion)),
  write('.env.sample', `TYPE=${recordedRecipe}\nDOMAIN=${recordedApp}\n${missingSecretVersion}=v1\n`),
  write('abra.sh', '#!/bin/bash\n'),
  write('README.md', `# ${recordedRecipe}\n`),
  write('.gitignore', '*.log\n'),
  commit,
  settle,
]

/** The section of `.git/config` that a clone has for its branch. */
export function branchSection(name: string): Step[] {
  return [git('config', `branch.${name}.remote`, 'origin'), git('config', `branch.${name}.merge`, `refs/heads/${name}`)]
}

/** One more commit, and the tag on it: annotated, or lint refuses it (R014). */
export function release(version: string, annotated = true): Step[] {
  return [write('compose.yml', composeFile(version)), commit, { do: 'tag', name: version, annotated }, settle]
}

/** Three releases and a commit after them. The hashes are the same on every machine. */
export const recipe: Step[] = [
  ...recipeWithoutTags,
  { do: 'tag', name: firstVersion, annotated: true },
  ...release('0.2.0+1.1.0'),
  ...release('0.3.0+1.1.0'),
  write('README.md', `# ${recordedRecipe}\n\nNot released.\n`),
  commit,
  settle,
]

/** Commits of {@link recipe}, the oldest first. */
export const recipeCommits = [
  '279c9aa216f611608180b80a334d122bfd3512ff',
  '7f94c5ffae382003988b0388832956a60643045f',
  '006f0377b5efb84c823d6b4eae5f93e84d4546e4',
  '636655df4ad028aad5e95f9a4e3e401b298d7cc9',
] as const

/** An untracked file. */
export const overlay: Step = write('compose.ccci.yml', 'services: {}\n')

/** The app's file, with this as `TYPE=`. */
export function envOf(type: string): string {
  return `TYPE=${type}\nDOMAIN=${recordedApp}\n${missingSecretVersion}=v1\n`
}

interface Given {
  readonly about: string
  readonly rules: readonly [RuleId, ...RuleId[]]
  readonly checkout: Step[] | Scenario
  /** Left out: no version. */
  readonly env?: string
  readonly flags?: Omit<DeployFlags, 'offline'>
}

/** The cases of one family; every run is offline. */
export function deploysOf(family: string, cases: Readonly<Record<string, Given>>): DeployCase[] {
  return Object.entries(cases).map(([name, { about, rules, checkout, env = envOf(recordedRecipe), flags = {} }]) => ({
    family,
    name,
    about,
    rules,
    flags: { ...flags, offline: true },
    env,
    checkout: Array.isArray(checkout) ? { steps: checkout } : checkout,
  }))
}
