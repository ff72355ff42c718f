import { ruleRecords } from './rule.js'

const goGit = 'go-git v5.12.0–v5.19.3'

/** R20–R37: what ChaosVersion reads from a recipe's checkout, and what Ensure does to it. */
export const checkoutRules = ruleRecords([
  {
    id: 'R20',
    subject: 'chaos version',
    text: 'ChaosVersion is the first 8 hex digits of HEAD (`repo.Head()` of go-git), followed by `+U` if the worktree is not clean.',
    evidence: [{ class: 'P', cases: ['G1', 'G2', 'G6'] }],
  },
  {
    id: 'R21',
    subject: 'chaos version',
    text: 'A release tag on the commit makes no difference: the stamp is its hash, never the tag.',
    evidence: [{ class: 'P', cases: ['G6'] }],
  },
  {
    id: 'R22',
    subject: 'chaos version',
    text: 'The worktree is clean if `Worktree.Status().IsClean()` of go-git is true. One file that is neither tracked nor ignored makes it dirty.',
    evidence: [
      { class: 'P', cases: ['G12'] },
      { class: 'L', libraries: [goGit] },
    ],
  },
  {
    id: 'R23',
    subject: 'chaos version',
    text: "Before it asks for the status, abra adds the patterns of `core.excludesfile` from the user's `~/.gitconfig` to the worktree's excludes. The XDG file and the system file do not count.",
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R24',
    subject: 'chaos version',
    text: "If git and go-git answer differently, abra stamps go-git's answer (L01–L21).",
    evidence: [{ class: 'L', libraries: [goGit] }],
  },
  {
    id: 'R30',
    subject: 'Ensure',
    text: 'The recipe is in `$ABRA_DIR/recipes/<name>`. abra clones it if it is missing, and fails if the folder is not a git repository.',
    evidence: [
      { class: 'S', of: 'cloning a missing recipe' },
      { class: 'K', of: 'the folder that is not a repository' },
    ],
  },
  {
    id: 'R31',
    subject: 'Ensure',
    text: 'With `--chaos` Ensure returns at once and checks nothing out (pkg/recipe/git.go 38, 41–43).',
    evidence: [{ class: 'P', cases: ['G4'] }],
  },
  {
    id: 'R32',
    subject: 'Ensure',
    text: 'A dirty worktree is refused, even if only untracked files make it dirty: `<recipe> (<dir>) has locally unstaged changes? please commit/remove your changes before proceeding`.',
    evidence: [
      { class: 'P', of: 'the words `has locally unstaged changes`', cases: ['G12'] },
      { class: 'K', of: 'the rest of the text' },
    ],
  },
  {
    id: 'R33',
    subject: 'Ensure',
    text: 'Unless offline, abra fetches tags and pulls the branch. If the origin is private, that fails with `authentication required: Unauthorized`.',
    evidence: [
      { class: 'P', of: 'the error at a private origin', cases: ['G21'] },
      { class: 'K', of: 'fetching tags and pulling' },
    ],
  },
  {
    id: 'R34',
    subject: 'Ensure',
    text: 'A version in `.env`, unless it is to be ignored, goes to EnsureVersion. If its raw text contains `+U`, it is refused: `can not redeploy chaos version (V) without --chaos`.',
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R35',
    subject: 'Ensure',
    text: 'Without a version in `.env` Ensure checks out the latest commit of the default branch: `master`, else `main`, if it has a `[branch]` section in `.git/config`. With neither, abra refuses.',
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R36',
    subject: 'Ensure',
    text: 'EnsureVersion checks out by force the tag of exactly that name, as `refs/tags/V`. It resolves any other text as a git revision and checks that commit out by force too. If the text does not resolve, the error names it.',
    evidence: [
      { class: 'P', of: 'the checkout of a tag', cases: ['G4'] },
      { class: 'K', of: 'everything but the checkout of a tag' },
    ],
  },
  {
    id: 'R37',
    subject: 'Ensure',
    text: '`abra app new` leaves the checkout at the release tag.',
    evidence: [{ class: 'P' }],
  },
])
