import type { WarningKind } from '../../decide/prediction.js'
import type { Explanation } from './explanation.js'

/** Warnings of a prediction: the answer stands. The compiler asks for each new kind. */
export const warningExplanations = {
  'may-be-deployed': {
    gist: 'It is not known whether the app is deployed; if it is, abra refuses without --force or --chaos (R3).',
    advice: 'add --deployed VERSION, --no-swarm, or a Docker with --docker-host or --context',
  },
  'clone-may-be-behind': {
    gist: 'The version is not in the clone. abra fetches before it looks; this program does not (R33).',
    advice: 'fetch the recipe (abra recipe fetch NAME), or add --offline',
  },
  'ambiguous-revision': {
    gist: 'The version is the beginning of several hashes. go-git takes the lowest and says nothing (L17).',
    advice: 'write more digits',
  },
  'releases-differ': {
    gist: 'Releases of go-git give different answers for this checkout.',
    advice: 'name the abra binary with --abra PATH, or the release with --go-git',
  },
  'files-deleted': {
    gist: "abra's forced checkout would delete untracked or ignored files (L20).",
    advice: 'move those files out of the checkout before you deploy',
  },
  'tags-unparsed': {
    gist: 'No tag of the recipe is a version, and the last by name was taken, which is unconfirmed (R83).',
    advice: 'name the version, or tag a release like 1.0.0+2.3.4',
  },
  'newest-uncertain': {
    gist: 'The newest tag is the newest only by an order that no recording of abra confirms (R81, R82, R83).',
    advice: 'name the version',
  },
  'compose-unusable': {
    gist: 'abra would choose this version, write it to its log, and then fail to load the compose files.',
    advice: 'correct what the warning names; stamp refuses the same',
  },
  'no-app-service': {
    gist: 'The recipe has no service named app, so no label is written (R50).',
    advice: 'name the main service app',
  },
  'exports-passed-over': {
    gist: 'A line export NAME=value of abra.sh is likely not taken, because of how its value begins (R49).',
    advice: 'begin the value with a letter, a digit or _',
  },
  'file-outside-recipe': {
    gist: 'The compose file names a config or secret file outside of the recipe; this program does not open it (R48).',
    advice: 'commit the file to the recipe',
  },
  'external-name-impossible': {
    gist: 'A service uses an external network, secret or config whose name no such object of a Swarm can have, so it is missing on every server (R95).',
    advice: 'set the variable that the name ends with',
  },
  'volume-name-impossible': {
    gist: 'A service mounts a volume with a name that no local volume can have. Swarm takes the service, and the node rejects each of its tasks (R95, R88).',
    advice: 'correct the name; a path of the node is mounted without a name under volumes',
  },
  'relative-bind': {
    gist: 'A service mounts a path that starts at the compose file or with ~; docker takes it for a path of the machine that deploys, and each node needs it there (L36).',
    advice: 'use a volume, or an absolute path that every node has',
  },
  'env-variable-missing': {
    gist: "The app's file lacks variables that the recipe's .env.sample sets. docker takes them as empty, and abra warns of each (R57, L35).",
    advice: 'copy them from .env.sample into the file, with values of your own',
  },
  'version-label-differs': {
    gist: 'The release that would be deployed has another version in its compose files than its tag (R52).',
    advice: 'let the maintainer of the recipe know; recipe check finds it before a release',
  },
  'filled-by-docker': {
    gist: 'A variable without a value is one that docker needs itself (PATH, HOME, DOCKER_…), so docker fills in its own when it reads the stamped file; abra does not (L36).',
    advice: 'give the variable a value, or run docker without it',
  },
  lint: {
    gist: "abra's lint, which runs before a deploy without --chaos, would find this; whether it then stops is documented for lightweight tags only (R4).",
    advice: 'do what the warning says; recipe-check.md has each kind',
  },
  'config-changed-in-place': {
    gist: 'A file of a config or secret has changed, but not the name under which the Swarm holds its former content. Swarm never changes the content, so the deploy fails with "only updates to Labels are allowed" (R87).',
    advice: 'raise the version variable that the warning names, in abra.sh',
  },
  'config-size': {
    gist: 'A config or secret is empty, or larger than Swarm takes (R87).',
    advice: 'make the file smaller, or bring it into the image or a volume',
  },
  'not-on-server': {
    gist: 'A service uses an external config or secret that the Swarm does not have, so the deploy fails (R5).',
    advice: 'create it: abra app secret generate or insert, docker config create',
  },
  'config-not-compared': {
    gist: 'A config could not be compared with what the Swarm holds under its name.',
    advice: 'do what the warning says; the prediction stands without it',
  },
} as const satisfies Record<WarningKind, Explanation>
