import type { RefusalCode } from '../../decide/refusal.js'

/** Refusals: abra would stop. What to do is in `refusalInfo`. The compiler asks for each new code. */
export const refusalExplanations = {
  'app-invalid': "The app's .env file cannot be used: it does not parse, or has no valid RECIPE or TYPE line.",
  'conflicting-flags': 'A version, --chaos and --latest exclude each other; abra accepts one of them (R2).',
  'checkout-unreadable': "go-git cannot open or read the recipe's checkout, so abra stops in Ensure.",
  'head-unborn': 'The checkout has no commit, so a chaos deploy has no hash to stamp (R20).',
  'dirty-worktree': 'The checkout has changes or untracked files, and without --chaos abra refuses it (R32).',
  'chaos-version-in-env':
    'The .env file names a commit with +U, which was written by a chaos deploy; no such version can be checked out (R12).',
  'version-not-found': 'The version is no tag, branch or commit of the checkout (R36).',
  'no-default-branch': 'The checkout has neither main nor master, so abra cannot choose a branch (R35).',
  'already-deployed': 'The app is deployed, and abra asks for --force or --chaos (R3).',
  'checkout-fails': "abra's forced checkout of the version would fail.",
  'tags-unreadable': 'The tags of the checkout cannot be read, and the version depends on them.',
  'compose-file-missing':
    'COMPOSE_FILE, or a config or secret of the compose files, names a file that the recipe does not have at that version (R48).',
  'compose-invalid': 'docker/cli, as abra uses it, would not load the compose files.',
  'compose-unconvertible':
    'docker/cli loads the compose files, but does not convert them for Swarm. It finds that only after it has made networks, secrets and configs (L45–L48).',
  'name-invalid':
    'Swarm does not take the name of a service, network, secret or config that docker would make: it is too long, or ends with _ (R95). docker makes no external ones; the warning external-name-impossible is about those.',
  'secret-invalid': "A secret's name on the server would have more than 64 characters (R47).",
  'secret-missing': 'A secret that the compose files use is not on the server (R5).',
} as const satisfies Record<RefusalCode, string>
