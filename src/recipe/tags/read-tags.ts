import { isUtf8 } from 'node:buffer'
import { toBuffer } from '../../byte-string/byte-string.js'
import type { AbraVersionError } from '../../errors.js'
import { rethrowUnlessGoGit } from '../../git/go-git-failure.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { type OrderedTags, orderTags } from './tag-order.js'

/** Every tag of a repository: their order, and the full reference by short name. */
export type RecipeTags =
  | { readonly ordered: OrderedTags; readonly references: ReadonlyMap<string, string> }
  | { readonly error: AbraVersionError }

/** Names are text; one that is no UTF-8 is shown with `\xNN`, so that no version can name it. @throws SAFETY_LIMIT */
export function readTags({ references }: Repository): RecipeTags {
  try {
    const byText = new Map([...references.tags().keys()].map((name) => [tagText(name), `refs/tags/${name}`]))
    return { ordered: orderTags(byText.keys()), references: byText }
  } catch (error) {
    rethrowUnlessGoGit(error)
    return { error: error as AbraVersionError }
  }
}

function tagText(name: string): string {
  const bytes = toBuffer(name)
  return isUtf8(bytes) ? bytes.toString('utf8') : shownPath(name)
}
