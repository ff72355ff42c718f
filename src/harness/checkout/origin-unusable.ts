import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { maskCredentials } from '../../git-client/git-source.js'
import { isAuthenticationFailure } from '../../git-client/run-git.js'

type OriginError = AbraVersionError<'ORIGIN_UNUSABLE'>
type Role = OriginError['data']['role']
type Reason = OriginError['data']['reason']

const words: Record<Reason, string> = {
  private: 'requires authentication',
  shallow: 'is shallow: a part of its history is missing',
  empty: 'has no branch and no tag',
  failed: 'cannot be fetched from',
}

const advice: Record<Reason, string> = {
  private: 'use a URL without authentication, ssh with an agent, or a bundle; abra would say authentication required',
  shallow: 'run git fetch --unshallow there, or name another repository',
  empty: 'push a branch to it first',
  failed: 'read the message of git',
}

/** The error for a source that git could not clone or fetch from. */
export function originUnusable(source: string, role: Role, failure: AbraVersionError<'GIT_FAILED'>): OriginError {
  const { stderr } = failure.data
  const reason = isAuthenticationFailure(stderr) ? 'private' : /shallow/.test(stderr) ? 'shallow' : 'failed'
  const said = reason === 'failed' ? stderr.trim() : ''
  return unusable(source, role, reason, said, failure)
}

/** @throws ORIGIN_UNUSABLE for a clone that is shallow or has no references */
export function demandWhole(clone: string, mirror: string, { references }: Repository): void {
  if (existsSync(join(clone, '.git', 'shallow'))) throw unusable(mirror, 'mirror', 'shallow')
  if (references.below('refs/').size === 0) throw unusable(mirror, 'mirror', 'empty')
}

function unusable(source: string, role: Role, reason: Reason, said = '', cause?: unknown): OriginError {
  const url = maskCredentials(source)
  const what = `the ${role} ${url} ${words[reason]}${said === '' ? '' : ` (${said.replace(/\s+/g, ' ')})`}`
  return new AbraVersionError('ORIGIN_UNUSABLE', what, { url, role, reason }, { advice: advice[reason], cause })
}
