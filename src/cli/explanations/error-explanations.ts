import type { ErrorCode } from '../../errors.js'
import type { Explanation } from './explanation.js'

/** Errors: the answer cannot be known. The compiler asks for each new code. */
export const errorExplanations = {
  CHECKOUT_NOT_FOUND: {
    gist: 'The folder of the checkout does not exist, or is a file.',
    advice: 'name the folder that holds the clone of the recipe',
  },
  REPOSITORY_NOT_FOUND: {
    gist: 'The folder holds no git repository. go-git, and so abra, does not look in parent folders.',
    advice: 'name the top folder of the clone',
  },
  REPOSITORY_UNSUPPORTED: {
    gist: 'go-git does not open a repository of this form, so abra would fail too.',
    advice: 'make a fresh clone with plain git clone',
  },
  GIT_CONFIG_INVALID: {
    gist: "go-git cannot parse a git config file: the repository's own, or ~/.gitconfig.",
    advice: 'correct the line that the message names',
  },
  HOME_UNKNOWN: {
    gist: 'HOME is not set, so ~/.gitconfig, ~/.abra or the folder of the locks cannot be found.',
    advice: 'set HOME, or use --home, --abra-dir (ABRA_DIR) or --lock-dir (ABRA_LOCK_DIR)',
  },
  HEAD_UNBORN: {
    gist: 'HEAD names a branch that has no commit yet, so there is no hash to stamp.',
    advice: 'make a commit, or check out a branch that has one',
  },
  REFERENCE_INVALID: {
    gist: 'HEAD, or a reference that it leads to, is not in the form git writes.',
    advice: 'check out a branch again, or make a fresh clone',
  },
  INDEX_INVALID: {
    gist: '.git/index is damaged, or of a version that go-git does not read.',
    advice: 'remove .git/index and run git reset, or make a fresh clone',
  },
  OBJECT_NOT_FOUND: {
    gist: 'An object that the answer needs is missing: the clone is shallow, partial, damaged, or borrows from another one.',
    advice: 'make a full clone (no --depth, --filter or --reference)',
  },
  OBJECT_INVALID: {
    gist: 'An object is damaged, or is of another type than its place demands.',
    advice: 'run git fsck, and make a fresh clone',
  },
  SUBMODULES_INVALID: {
    gist: '.gitmodules cannot be parsed, or is a symbolic link.',
    advice: 'correct the file; a recipe needs no submodules',
  },
  FILE_UNREADABLE: {
    gist: 'A file or folder cannot be read; the message has the reason of the system (EACCES, EIO, …).',
    advice: 'run as the user who owns it, or change its mode',
  },
  FILE_UNWRITABLE: {
    gist: 'A file cannot be written. The old file is as it was.',
    advice: 'look at the owner and the mode of its folder, and at the free space',
  },
  LOCK_FAILED: {
    gist: 'A lock cannot be taken: another process holds it for too long, or flock(1) is missing or fails.',
    advice: 'let the holder end (the message has its process id), or give more time',
  },
  PATH_INVALID: {
    gist: 'A path that git must not write is in the way, such as an untracked folder .GIT; go-git from 5.19.1 refuses the whole status.',
    advice: 'remove or rename the path that the message names',
  },
  REVISION_NOT_FOUND: {
    gist: 'The text names no tag, branch or commit of this repository.',
    advice: 'fetch the tags and branches, or correct the name',
  },
  REVISION_UNSUPPORTED: {
    gist: 'The revision is a search by regular expression (:/text, ^{/text}), which this program does not follow; or the version of a deploy counts from HEAD (HEAD~1, @), which Ensure moves first.',
    advice: 'name the tag or the commit itself',
  },
  SAFETY_LIMIT: {
    gist: 'A file is larger, deeper or of another kind than this program accepts. docs/safety.md has the closed list of limits.',
    advice: 'look at the file that the message names; no ordinary recipe comes near a limit',
  },
  ENV_SYNTAX: {
    gist: "godotenv, abra's parser, cannot read the .env file. Line and column count from 1, in characters.",
    advice: 'correct that line; values with spaces, # or $ go into quotes',
  },
  APP_NOT_FOUND: {
    gist: 'No server below ABRA_DIR has an app of this name. The message lists the nearest names.',
    advice: 'correct the name, or name the folder with --abra-dir',
  },
  APP_AMBIGUOUS: {
    gist: 'More than one server has an app of this name.',
    advice: 'add --server NAME',
  },
  FLEET_EMPTY: {
    gist: 'The folder of abra, or the servers that were named, have no app. A check over nothing must not pass.',
    advice: 'name the folder with ABRA_DIR or --abra-dir, or other servers',
  },
  FLEET_INVALID: {
    gist: 'The file of fleet --since is none that fleet --json wrote.',
    advice: 'make it with fleet --json of this program',
  },
  RECIPE_LINE_INVALID: {
    gist: "The app's file has no RECIPE= or TYPE= line, or one that cannot be read.",
    advice: 'write RECIPE=name or RECIPE=name:version into the file',
  },
  RECIPE_NAME_INVALID: {
    gist: "The recipe's name cannot be the name of one folder below recipes/.",
    advice: 'use letters, digits, - and _',
  },
  RECIPE_NOT_FOUND: {
    gist: 'The recipe has no checkout below ABRA_DIR/recipes. abra would clone it first; this program does not.',
    advice: 'run abra recipe fetch NAME, or name a checkout with --recipe-dir',
  },
  ENSURE_REFUSED: {
    gist: 'abra would refuse to prepare the checkout, so ensure() did nothing.',
    advice: 'see the refusal that the message names (data.refusal)',
  },
  CHECKOUT_WOULD_OVERWRITE: {
    gist: 'Untracked files lie where the checkout has to write. Nothing was written.',
    advice: 'move them away, or allow their loss with --force (force: true)',
  },
  REF_NOT_FOUND: {
    gist: 'The checkout has no tag, branch or commit of this name. The message lists the nearest ones.',
    advice: 'fetch the recipe again, or correct the name',
  },
  ORIGIN_UNUSABLE: {
    gist: 'The mirror or the upstream cannot be cloned from: it is private, shallow, empty, or git failed.',
    advice: 'see data.role and data.reason: log in, unshallow or fill that repository',
  },
  CHECKOUT_CHANGED: {
    gist: 'Tracked files have local changes that the checkout would lose. Nothing was written.',
    advice: 'commit them or put them back, or allow their loss with --force (force: true)',
  },
  CHECKOUT_FAILED: {
    gist: 'After the checkout HEAD is not where it should be: another process moved it.',
    advice: 'let one process at a time work in the checkout, and try again',
  },
  CHECKOUT_UNSAFE: {
    gist: 'The checkout, or the commit to check out, holds a path through which this program does not write: a link, .git in disguise, too many files.',
    advice: 'look at the path that the message names; use a fresh clone',
  },
  CHECKOUT_LOCKED: {
    gist: 'Another git, or another run of this program, works in the checkout: .git/index.lock exists.',
    advice: 'let it end; remove the lock file only if no git runs',
  },
  GIT_SOURCE_REFUSED: {
    gist: 'The URL is an option, a remote helper (ext::), or otherwise no path, bundle or ordinary git URL; or it leads into the checkout itself.',
    advice:
      'use a path elsewhere, a bundle, or an https, http, ssh, git or file URL; for a path as origin a git that the message names',
  },
  GIT_MISSING: {
    gist: 'The git command is not on PATH.',
    advice: 'install git',
  },
  GIT_FAILED: {
    gist: 'The git command failed; data.stderr has its words.',
    advice: 'run the command of the message by hand',
  },
  DEPLOYED_UNKNOWN: {
    gist: 'The version depends on what is deployed (R13), and no Docker was asked or none answered.',
    advice: 'add --deployed VERSION, --no-swarm, or a Docker with --docker-host or --context',
  },
  SETTINGS_INVALID: {
    gist: 'The file of --settings has a key that sets no option, or a switch that is neither true nor false.',
    advice: 'correct the key that the message names',
  },
  BUILD_INFO_MISSING: {
    gist: 'The file of --abra is no Go binary, or its build information was stripped.',
    advice: 'name the abra binary itself, no wrapper script; or choose --go-git 5.16, 5.17 or 5.19',
  },
  GO_GIT_UNKNOWN: {
    gist: 'The abra binary was built with a release of go-git for which there is no profile.',
    advice: 'choose the nearest with --go-git (docs/go-git-profiles.md), and report the release',
  },
  GOLDEN_INVALID: {
    gist: 'A file below golden/ cannot be read as what it should be.',
    advice: 'restore it from git, or record it again; never edit a recording',
  },
  GOLDEN_BUSY: {
    gist: 'Another process records into this folder.',
    advice: 'let it end, or record elsewhere with --out DIR',
  },
  GOLDEN_LIBRARY: {
    gist: 'A reference program, or Renovate, has another version of its library than the goldens are made of.',
    advice: 'build it again with golden/reference/build.sh, or install the release of Renovate that the message names',
  },
  GO_MISSING: {
    gist: 'golden record --reference needs the go command, and it is not on PATH.',
    advice: 'install Go 1.26, or name built programs with --programs DIR',
  },
  SWARM_UNREACHABLE: {
    gist: 'No Docker answers at this address.',
    advice: 'see whether dockerd runs there, and look at DOCKER_HOST, --docker-host and --context',
  },
  SWARM_PERMISSION: {
    gist: 'This user may not open the Docker socket, or a file of the TLS key.',
    advice: 'join the group docker, or run as a user who may open it',
  },
  SWARM_TLS: {
    gist: 'The TLS connection to the daemon failed: the certificates do not fit.',
    advice: 'set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH to the certificates of this daemon',
  },
  SWARM_NOT_MANAGER: {
    gist: 'The Docker that answers is in no Swarm, or is a worker. Only a manager knows the services.',
    advice: 'name a manager (docker node ls lists them), or run docker swarm init',
  },
  SWARM_API_TOO_OLD: {
    gist: 'The daemon speaks a Docker API before 1.29, which does not show rollbacks.',
    advice: 'use Docker 17.05 or later',
  },
  SWARM_API_FAILED: {
    gist: 'The daemon answered with an error that has no code here.',
    advice: 'see data.status, and the log of that daemon',
  },
  STACK_NOT_FOUND: {
    gist: 'No stack of this name is deployed there, or it has no service app. The message lists the stacks.',
    advice: 'correct the name or the Docker; before a first deploy use identity --allow-absent',
  },
  BASELINE_INVALID: {
    gist: 'The file of --since, --after or --recording is none, or is one of another stack or schema.',
    advice: 'make it with identity STACK --json, or with wait --record',
  },
  CONTEXT_NOT_FOUND: {
    gist: 'Docker has no context of this name. abra makes one for each server, by the name of the server.',
    advice: 'run abra server add, or name a Docker with --docker-host or --context',
  },
  DOCKER_HOST_INVALID: {
    gist: 'The address of a Docker, given or stored in a context, cannot be understood.',
    advice: 'write unix:///path, tcp://host:port or ssh://user@host',
  },
  ABRA_NOT_STARTED: {
    gist: 'The abra binary cannot be started. Nothing was handed over to the Swarm.',
    advice: 'install abra, or name it with --abra PATH',
  },
  ABRA_FAILED: {
    gist: 'abra was started and did not end as it should; data.why says how, data.said what it printed last.',
    advice: 'run the same abra command by hand',
  },
  ABRA_OUTPUT_INVALID: {
    gist: 'The JSON that abra printed is cut off, no JSON, or of another form than this program knows.',
    advice: 'hand over the whole stdout of the command, and see whether it failed',
  },
  DOCKER_FAILED: {
    gist: 'The docker command did not do what it was asked to; data.said is the first line of its complaint.',
    advice: 'run the command of the message by hand',
  },
  NOT_UPGRADED: {
    gist: 'assertUpgraded() found that the head is not what runs; data.kind is the kind of the best finding.',
    advice: 'look that kind up: abra-deploy-version explain KIND',
  },
  UPGRADE_UNFINISHED: {
    gist: 'An upgrade of this stack was killed before it had deployed anything, and the app’s file still has the lines that it wrote.',
    advice: 'put them back: abra-deploy-version upgrade APP --put-back',
  },
  ABRA_VERSION: {
    gist: 'golden record --abra was given another abra than the one this package is a port of.',
    advice: 'use abra 0.13.0-beta (06a57de), or add --any-version',
  },
  SWARM_NEEDED: {
    gist: 'golden record --abra needs a Docker that is a Swarm manager, without remains of an earlier recording.',
    advice: 'run docker swarm init, or remove what the message names',
  },
  COMPOSE_SYNTAX: {
    gist: 'A compose file is no YAML for go-yaml v3, or its top level is no mapping.',
    advice: 'correct the line and column that the message names',
  },
  COMPOSE_VERSION: {
    gist: 'The compose files have different versions, or one has a version that docker/cli does not know.',
    advice: 'write the same version: "3.8" into all of them',
  },
  COMPOSE_FORBIDDEN: {
    gist: 'A compose file uses a property that format 3 no longer has, such as extends or mem_limit.',
    advice: 'use its replacement below deploy:, or remove it',
  },
  COMPOSE_INTERPOLATION: {
    gist: 'A $ in a compose file cannot be filled in: wrong form, a required variable without value, or no number where one must be.',
    advice: 'set the variable in the .env file; write $$ for a literal $',
  },
  COMPOSE_SCHEMA: {
    gist: 'A compose file has a key that the format does not know, or a value of the wrong type.',
    advice: 'correct the place that the message names',
  },
  COMPOSE_VALUE: {
    gist: 'A value fits the format but means nothing: a size, a port, a volume, a name given twice.',
    advice: 'correct the place that the message names',
  },
  COMPOSE_MERGE: {
    gist: 'Two compose files say things about one service that cannot be joined.',
    advice: 'leave one of the two out, or look at COMPOSE_FILE',
  },
  COMPOSE_ENV_FILE: {
    gist: 'A file that env_file names cannot be read or parsed.',
    advice: 'commit the file to the recipe, or correct its line',
  },
  COMPOSE_FILE_MISSING: {
    gist: 'A file that COMPOSE_FILE names is not in the recipe at that version. The message lists the compose files.',
    advice: 'correct COMPOSE_FILE, or choose a version that has the file',
  },
  COMPOSE_UNPRINTABLE: {
    gist: 'docker/cli reads the compose files, but what it makes of them cannot be written as a compose file.',
    advice: 'leave the item that is there twice out of all but one place',
  },
  IMAGES_MISSING: {
    gist: 'Images are not on this Docker and cannot be pulled; the message has docker’s reason for each.',
    advice: 'correct name or tag, or run docker login',
  },
  IMAGES_UNKNOWN: {
    gist: 'The images cannot be listed: the configuration has no service, or one without an image.',
    advice: 'give each service an image',
  },
  RUN_RECORD_INVALID: {
    gist: 'The file of --run is no record of an upgrade, or one of another schema.',
    advice: 'make it with upgrade --record FILE of the same version of this program',
  },
  SECRET_NAME_INVALID: {
    gist: "A secret's name on the server, <stack>_<name>_<version>, has more than 64 characters.",
    advice: 'set a shorter STACK_NAME, or shorten the name of the secret',
  },
  FILES_DIFFER: {
    gist: 'Files that the compose file names differ between the checkout and the version to deploy.',
    advice: 'add --files-dir DIR, or check that version out',
  },
  USAGE: {
    gist: 'The command line, or an option of a function, cannot be understood.',
    advice: 'see abra-deploy-version COMMAND --help',
  },
} as const satisfies Record<ErrorCode, Explanation>
