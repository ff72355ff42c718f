import { ruleRecords } from './rule.js'

/** R1–R14: the order of `abra app deploy`, and which version getDeployVersion takes. */
export const deployRules = ruleRecords([
  {
    id: 'R1',
    subject: 'order of a deploy',
    text: 'A deploy goes: Ensure, (lint), Docker client, deployed or not, getDeployVersion, EnsureVersion (not chaos), secret check, compose, labels, overview, deploy, version written to `.env`. In cli/app/deploy.go: Ensure 86, version 106, secrets 140, SetChaosVersionLabel 168, getDeployVersion 365, chaos branch 367–373, its debug line 372.',
    evidence: [
      { class: 'P', of: 'the order of Ensure, version, secrets and label' },
      { class: 'K', of: 'the other steps' },
    ],
  },
  {
    id: 'R2',
    subject: 'order of a deploy',
    text: 'A `[version]` argument with `--chaos` or with `--latest`, and `--chaos` with `--latest`, are refused before every other step.',
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R3',
    subject: 'order of a deploy',
    text: 'Without `--force` or `--chaos`, a stack that is already deployed is refused: `<app> is already deployed`.',
    evidence: [
      { class: 'S', of: 'the text' },
      { class: 'K', of: 'which flags allow another deploy' },
    ],
  },
  {
    id: 'R4',
    subject: 'order of a deploy',
    text: "With `--chaos` abra does not check whether the worktree is clean. Without it abra lints the recipe first: one with a lightweight tag fails with R014, `only annotated tags used for recipe version`. An operator's README names `--chaos` as a way past it; no run shows whether chaos skips lint as a whole.",
    evidence: [
      { class: 'P', of: 'no clean-tree check', cases: ['G13'] },
      { class: 'D', of: 'lint before a plain deploy, and R014' },
      { class: 'open', of: 'whether chaos skips lint as a whole' },
    ],
  },
  {
    id: 'R5',
    subject: 'order of a deploy',
    text: 'abra chooses and logs the version before a missing secret ends the deploy: `secret not generated: <name>`, or `secret not inserted (#generate=false): <name>` for a secret with `#generate=false`. One secret is named, the first that abra finds missing.',
    evidence: [
      { class: 'P', of: 'the order, and `secret not generated`', cases: ['G3'] },
      { class: 'S', of: 'the texts' },
    ],
  },
  {
    id: 'R6',
    subject: 'order of a deploy',
    text: 'FATA lines are printed on stdout, and the exit code is 1.',
    evidence: [
      { class: 'P', of: 'stdout', cases: ['G28'] },
      { class: 'P', of: 'the exit code' },
    ],
  },
  {
    id: 'R7',
    subject: 'order of a deploy',
    text: 'With `--debug` a chaos deploy prints `DEBU app/deploy.go:372 version: taking chaos version: <version>`.',
    evidence: [{ class: 'P', cases: ['G1', 'G2'] }],
  },
  {
    id: 'R8',
    subject: 'order of a deploy',
    text: "`-c` skips only the waiting. `FATA deploy timed out` comes after the label `coop-cloud.<stack>.timeout` (recipes fill it from TIMEOUT; default 300 s); `FATA deploy failed` can come in a new task's start_period. abra waits for each service with docker/cli's `progress`: a paused update or rollback is an error, a rollback only a message, which abra counts as failed.",
    evidence: [
      { class: 'P', of: '`-c` and the two FATA texts', cases: ['G22', 'G23'] },
      { class: 'L', of: "what docker/cli's `progress` reports", libraries: ['docker/cli v28.5.2'] },
      { class: 'S', of: 'how abra waits, the label, and that a rollback counts as failed' },
    ],
  },
  {
    id: 'R9',
    subject: 'order of a deploy',
    text: 'A service that is not in the new compose file is not removed: it keeps running, with its image and its labels. abra deploys without prune, and always resolves the digests of images.',
    evidence: [
      { class: 'P', of: 'that the service keeps running', cases: ['G26'] },
      { class: 'S', of: 'prune and digests' },
    ],
  },
  {
    id: 'R10',
    subject: 'choice of the version',
    text: 'First choice: with `--chaos` it is ChaosVersion, whatever else is set (`version: taking chaos version: V`).',
    evidence: [{ class: 'P', cases: ['G1', 'G2'] }],
  },
  {
    id: 'R11',
    subject: 'choice of the version',
    text: 'Second choice: the `[version]` argument, which may be a version or a git hash (`version: taking version from cli arg: V`).',
    evidence: [{ class: 'D' }, { class: 'K', of: 'the text of the debug line' }],
  },
  {
    id: 'R12',
    subject: 'choice of the version',
    text: 'Third choice, not with `--latest`: the version in `.env` (`version: taking version from .env file: V`). If its raw text ends in `+U`, getDeployVersion refuses: `version: can not redeploy chaos version V`. In a whole deploy R34 refuses earlier.',
    evidence: [
      { class: 'D', cases: ['G15'] },
      { class: 'K', of: 'the texts' },
    ],
  },
  {
    id: 'R13',
    subject: 'choice of the version',
    text: 'Fourth choice, not with `--latest`: the deployed version, if the stack is deployed (`version: taking deployed version: V`).',
    evidence: [
      { class: 'S', of: 'that abra takes the deployed version' },
      { class: 'K', of: 'its place in the order, and the text of the debug line' },
    ],
  },
  {
    id: 'R14',
    subject: 'choice of the version',
    text: "Last choice: the recipe's last tag in tagcmp order or, where it has no tags, the 8-character commit of HEAD as Ensure left it (`version: taking new recipe version: V`).",
    evidence: [{ class: 'D' }, { class: 'S', of: 'the last tag, 8 digits without tags, and the text' }],
  },
])
