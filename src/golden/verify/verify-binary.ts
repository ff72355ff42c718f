import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Prediction } from '../../decide/prediction.js'
import type { GoGitProfile } from '../../git/profile.js'
import { predict } from '../../predict/predict.js'
import { type BinaryAnswer, type BinaryCase, type DeployInput, readBinaryCases } from '../cases/binary-case.js'
import { judgeStages } from '../cases/case-kind.js'
import { failedStage, isWordedAlike, type PortAnswer, type PortStages, type Stages } from '../cases/stage-answer.js'
import { type AbraScratch, makeAbraScratch, missingSecret, recordedApp } from '../record/abra-scratch.js'
import { withoutScratch } from '../record/record-deploy.js'
import { type CheckoutState, readCheckoutState, readCommitPaths } from '../scenario/checkout-state.js'
import type { CaseResult, GoldenSource } from './golden-source.js'

/** What a real abra did, recorded on a machine that has one. */
export const binarySource: GoldenSource = {
  name: 'binary',
  readCases: (golden, family) => readBinaryCases(golden, family).map((one) => () => verifyBinaryCase(one)),
}

const stageNames = ['version', 'source', 'end', 'fatal', 'head', 'deleted', 'env'] as const

async function verifyBinaryCase(one: BinaryCase): Promise<CaseResult> {
  const { family, path, rules, provenance, answer } = one
  const build = provenance.of
  const expected = binaryStages(answer)
  const port = await predictBinaryCase(one, provenance.profile)
  const judged = judgeStages([{ build, stages: expected }], new Map([[build, port]]))
  const first = judged.find(({ verdict }) => verdict === 'differ')
  const { fatal: theirs } = expected
  const ours = port['fatal']
  const bothFail = theirs !== undefined && ours !== undefined && 'failed' in ours
  const count = (verdict: string) => judged.filter((each) => each.verdict === verdict).length
  return {
    source: 'binary',
    family,
    path,
    rules,
    differences:
      first === undefined
        ? []
        : [{ build, stage: first.stage, expected: expected[first.stage], port: port[first.stage] ?? 'nothing' }],
    stages: {
      agree: count('agree'),
      declined: count('declined'),
      wordedAlike: bothFail && isWordedAlike(theirs, ours) ? 1 : 0,
      failed: bothFail ? 1 : 0,
    },
  }
}

/** What was recorded, in the order in which a deploy comes to it. What abra printed in words that no rule has is not compared. */
export function binaryStages({ versionLine, end, fatal, head, deleted, env }: BinaryAnswer): Stages {
  return {
    version: { answer: versionLine?.version ?? null },
    ...(versionLine?.source === null ? {} : { source: { answer: versionLine?.source ?? null } }),
    end: { answer: end },
    fatal: fatal.length === 0 ? { answer: null } : { error: fatal.join('\n') },
    head: { answer: head },
    deleted: { answer: deleted },
    env: { answer: env },
  }
}

/** The port's answers to the same deploy, of an app that is not deployed and whose one secret is missing. */
export async function predictBinaryCase(input: DeployInput, profile: GoGitProfile): Promise<PortStages> {
  const into = await mkdtemp(join(tmpdir(), 'binary-case-'))
  try {
    const scratch = await makeAbraScratch(input, into)
    const before = await readCheckoutState(scratch.recipeDir)
    const prediction = await predict({
      app: recordedApp,
      abraDir: scratch.abraDir,
      home: scratch.home,
      profile,
      ...input.flags,
      deployed: { deployed: false },
      missingSecrets: [{ name: missingSecret, generate: true }],
    })
    return await portStages(prediction, before, input.env, scratch)
  } catch (error) {
    const failed = failedStage(error)
    return Object.fromEntries(stageNames.map((stage) => [stage, failed]))
  } finally {
    await rm(into, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function portStages(
  prediction: Prediction,
  before: CheckoutState,
  env: string,
  scratch: AbraScratch,
): Promise<PortStages> {
  const checkouts = prediction.steps.filter((step) => step.do === 'checkout')
  const last = checkouts.at(-1)
  const branch = last?.reference?.startsWith('refs/heads/') === true ? last.reference : undefined
  const taken = prediction.outcome === 'stamp' ? prediction : prediction.chosen
  const message = prediction.outcome === 'refuse' ? withoutScratch(prediction.message, scratch) : undefined
  const fatal: PortAnswer = message === undefined ? { answer: null } : { failed: message, words: message }
  const isMissing = prediction.outcome === 'refuse' && prediction.code === 'secret-missing'
  const lost = new Set(checkouts.flatMap(({ deletes }) => deletes))
  // What a commit's own file overwrites is still there afterwards.
  const kept = new Set(last === undefined ? [] : await readCommitPaths(scratch.recipeDir, last.commit))
  return {
    version: { answer: taken?.version ?? null },
    source: { answer: taken?.source ?? null },
    end: { answer: isMissing ? 'secret' : 'stopped-early' },
    fatal,
    head: { answer: last === undefined ? before.head : { hash: last.commit, name: branch ?? 'HEAD' } },
    deleted: { answer: before.untracked.filter((path) => lost.has(path) && !kept.has(path)) },
    env: { answer: env },
  }
}
