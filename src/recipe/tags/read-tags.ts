import { isUtf8 } from 'node:buffer'
import { toBuffer } from '../../byte-string/byte-string.js'
import type { AbraVersionError } from '../../errors.js'
import { rethrowUnlessGoGit } from '../../git/go-git-failure.js'
import type { Reference } from '../../git/refs/references.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { type OrderedTags, orderTags } from './tag-order.js'

/** The tags of a repository in order, and their full references by short name. */
export interface ReadTags {
  readonly ordered: OrderedTags
  readonly references: ReadonlyMap<string, string>
  readonly stored: ReadonlyMap<string, Reference>
}

/** The tags, or why they cannot be listed. */
export type RecipeTags = ReadTags | { readonly error: AbraVersionError }

/** A name that is not UTF-8 is written with `\xNN`, so that no version matches it. @throws SAFETY_LIMIT */
export function readTags({ references }: Repository): RecipeTags {
  try {
    const byText = new Map<string, string>()
    const stored = new Map<string, Reference>()
    for (const [name, tag] of references.tags()) {
      const text = tagText(name)
      byText.set(text, `refs/tags/${name}`)
      stored.set(text, tag)
    }
    return { ordered: orderTags(byText.keys()), references: byText, stored }
  } catch (error) {
    rethrowUnlessGoGit(error)
    return { error: error as AbraVersionError }
  }
}

function tagText(name: string): string {
  const bytes = toBuffer(name)
  return isUtf8(bytes) ? bytes.toString('utf8') : shownPath(name)
}
