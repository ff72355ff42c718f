import { ruleRecords } from './rule.js'

const goGit = 'go-git v5.12.0–v5.19.3'
const git = 'git 2.39.5'
const isomorphicGit = 'isomorphic-git 1.44.11'

/** L01–L21: what go-git answers about a checkout, above all where git or isomorphic-git would answer differently. */
export const goGitRules = ruleRecords([
  {
    id: 'L01',
    subject: 'go-git 5.16: excludes',
    text: "Patterns are read from each directory's `.gitignore`, unless the directory is ignored itself, then `.git/info/exclude`, and last the user's global file, which thereby wins (in git it ranks lowest). A nested repository's own `.git/info/exclude` counts for its folder.",
    evidence: [{ class: 'L', libraries: [goGit, git] }],
  },
  {
    id: 'L02',
    subject: 'go-git 5.16: excludes',
    text: "Only `core.excludesfile` of `~/.gitconfig` names a global file: not XDG, `/etc/gitconfig`, `[include]`, `GIT_CONFIG_GLOBAL` or the repository's own `core.excludesfile`. Errors: an empty HOME; a `~/.gitconfig` that is malformed, has a BOM or is a directory.",
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L03',
    subject: 'go-git 5.16: excludes',
    text: "Patterns match as in Go's `filepath.Match`, case always counting: `[^a]` negates and `[!a]` does not, POSIX classes are unknown, `**` must be a whole segment. On a file's path the last match wins: an excluded parent does not stop the same file from taking a path back. A line of 64 KiB or more ends the file. Of 147 such files npm's `ignore` differs on 27, git on 19.",
    evidence: [{ class: 'L', libraries: [goGit, git] }],
  },
  {
    id: 'L04',
    subject: 'go-git 5.16: excludes',
    text: '`status.showUntrackedFiles=no` has no effect.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L05',
    subject: 'go-git 5.16: tracked files',
    text: "Only content hash and mode count. Without effect: `core.fileMode=false`, autocrlf, attributes, filters, ident, assume-unchanged, `core.ignoreCase`, `submodule.<n>.ignore`, `core.worktree`, replace refs. The mode is the owner's execute bit: 644→755 is dirty, though isomorphic-git never sees it.",
    evidence: [{ class: 'L', libraries: [goGit, isomorphicGit] }],
  },
  {
    id: 'L06',
    subject: 'go-git 5.16: tracked files',
    text: 'skip-worktree counts, so a sparse checkout is clean. But untracked files in folders that are skipped as a whole, and staged changes of skipped files, are not seen either.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L07',
    subject: 'go-git 5.16: tracked files',
    text: 'A symbolic link with an absolute target is always modified. FIFOs and devices count as untracked files, sockets not at all.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L08',
    subject: 'go-git 5.16: tracked files',
    text: 'A conflict is never clean; intent-to-add and `git rm --cached` are dirty.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L09',
    subject: 'go-git 5.16: tracked files',
    text: 'Of submodules only gitlinks named in `.gitmodules` are known; their content, a moved HEAD or a missing folder do not count. A gitlink without `.gitmodules` is dirty; a `.gitmodules` that is malformed or a symbolic link is an error.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L10',
    subject: 'go-git 5.16: repository forms',
    text: 'The index is read in v2, v3 and v4, with its checksum; optional extensions it does not know are passed over, a split or a sparse index is an error. isomorphic-git has no v4.',
    evidence: [{ class: 'L', libraries: [goGit, isomorphicGit] }],
  },
  {
    id: 'L11',
    subject: 'go-git 5.16: repository forms',
    text: 'No alternates, no sha256, no search in parent folders; a `.git` file is followed one step. Of linked worktrees, one on a branch seems unborn (no Head(), and in Status() all is added); one that is detached has a HEAD, but Status() fails with `object not found`. A reftable is not read either: no Head(), no tags, and all is added (5.17 refuses it, L16).',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L12',
    subject: 'go-git 5.16: repository forms',
    text: 'An unborn HEAD is `reference not found`, one that names a tag object an error. Garbage in HEAD reads as the zero hash, `00000000`, and everything is added.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L13',
    subject: 'go-git 5.16: repository forms',
    text: '5.16 opens a repository of any owner, with `core.bare` and with unknown extensions, without an error.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L14',
    subject: 'go-git 5.17 and 5.19',
    text: 'From 5.17.0 a file is not read if size, mtime and mode equal those in the index and its mtime is older than the index. An edit of the same size with the mtime put back is thus clean; so are filtered files, CRLF files and absolute symbolic links until touched.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L15',
    subject: 'go-git 5.17 and 5.19',
    text: 'From 5.19.1 `.git/info/exclude` is not read; 5.17.2 still did. With a `compose.ccci.yml` hidden there a tree is clean for 5.17 and before, dirty for 5.19.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L16',
    subject: 'go-git 5.17 and 5.19',
    text: 'Opening fails from 5.17.0 on unknown extensions (after any `git sparse-checkout`, even with repositoryformatversion 0) and on a malformed `.git/config`, and from 5.19.0 on a symlinked `.git`. From 5.19.1 the status fails on an untracked folder `.GIT`.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L17',
    subject: 'go-git: HEAD and revisions',
    text: 'ResolveRevision gives a commit, peeling annotated tags: first a hash prefix (1 digit or more, any case, lowest hash if ambiguous), so not the tag `1`; then refs as is, refs/, refs/tags/, refs/heads/, refs/remotes/ (tag before branch). Nested tags and tags of trees are `unsupported object type`; `^` and `~n` work, `@{-1}` and describe forms do not.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L18',
    subject: 'go-git: HEAD and revisions',
    text: "isomorphic-git's `resolveRef` answers the tag object for an annotated tag, and has no short ids, `^` or `~`.",
    evidence: [{ class: 'L', libraries: [isomorphicGit] }],
  },
  {
    id: 'L19',
    subject: 'go-git: forced checkout',
    text: 'A tag ref or a hash leaves HEAD detached at its commit, annotated tags peeled; only `refs/heads/…` leaves it symbolic.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'L20',
    subject: 'go-git: forced checkout',
    text: 'Every untracked and every ignored file is deleted, whether `.git/info/exclude` or global excludes name it or it lies inside a nested repository, and even if the target is the commit already there. git and isomorphic-git keep them; isomorphic-git does not restore the execute bit.',
    evidence: [{ class: 'L', libraries: [goGit, git, isomorphicGit] }],
  },
  {
    id: 'L21',
    subject: 'go-git: forced checkout',
    text: 'So a deploy without chaos removes the ignored files of a clean checkout (`.envrc`, notes, build output). A prediction lists them; our own checkout keeps them, unless `deleteLikeAbra` is set.',
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
])
