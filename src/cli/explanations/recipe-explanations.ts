// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts quote `${…}` of compose files
import type { RecipeFindingKind } from '../../recipe-check/recipe-finding.js'
import type { Explanation } from './explanation.js'

/** What is wrong with a recipe: findings of lint, then those of `recipe check` alone. The compiler asks for each new kind. */
export const recipeExplanations = {
  'lightweight-tags': {
    gist: "A tag of the recipe is not annotated. An operator's README shows that abra then refuses a deploy without --chaos (lint R014).",
    advice: 'replace it by an annotated tag of the same commit, with the command that the finding names, and push it',
  },
  'no-env-sample': {
    gist: 'The recipe has no .env.sample, from which abra app new makes an app (lint R008).',
    advice: 'add one with TYPE, DOMAIN and every variable that the compose files use',
  },
  'no-app-service': {
    gist: 'No compose file has a service app, so abra writes no labels, and the server will not show the version (lint R009, R50).',
    advice: 'name the main service app',
  },
  'no-image': {
    gist: 'A service has no image in any compose file (lint R011).',
    advice: 'name an image',
  },
  'traefik-not-enabled': {
    gist: 'The .env.sample sets DOMAIN, but no service has the label traefik.enable=true, so that nothing answers for it (lint R010).',
    advice: 'add the label to the service that answers for DOMAIN, or leave DOMAIN out',
  },
  'configs-without-abra-sh': {
    gist: 'The recipe has configs but no abra.sh, which holds their versions (lint R012).',
    advice: 'add abra.sh with an export NAME_VERSION=v1 for each config',
  },
  'compose-file-unreadable': {
    gist: 'A compose file is no YAML, or too large. abra reads every compose file of the recipe before a deploy without --chaos.',
    advice: 'correct the file where the finding says',
  },
  'image-without-tag': {
    gist: 'An image has no tag, so it is latest, and two deploys of one version can run different software (lint R003).',
    advice: 'name the tag of a release',
  },
  'image-latest': {
    gist: 'An image has the tag latest, so two deploys of one version can run different software (lint R004).',
    advice: 'name the tag of a release',
  },
  'image-tag-and-digest': {
    gist: "An image has both a tag and a digest. docker deploys it; abra's own tools for recipes are said to refuse it, which is unconfirmed.",
    advice: 'leave the digest out',
  },
  'compose-version': {
    gist: 'A compose file does not say version: "3.8", the one that abra\'s lint expects (lint R001).',
    advice: 'write version: "3.8"',
  },
  'no-healthcheck': {
    gist: 'A service has no healthcheck, so that Swarm takes it as healthy as soon as it runs (lint R002).',
    advice: 'add a healthcheck',
  },
  'compose-unloadable': {
    gist: 'docker does not load compose files that an app may combine, so abra fails before it deploys anything (L31–L38). An overlay that .env.sample does not name, and two overlays that load alone, make a warning.',
    advice: 'correct the file where the finding says',
  },
  'compose-unconvertible': {
    gist: 'The compose files load, but docker stack deploy refuses what they say, after it has made networks and configs (L45–L48).',
    advice: 'correct the file where the finding says',
  },
  'overlay-missing': {
    gist: 'COMPOSE_FILE in .env.sample names a file that the recipe does not have. abra fails for an app that names it (R48).',
    advice: 'add the file, or take it out of COMPOSE_FILE',
  },
  'combinations-left-out': {
    gist: 'The recipe allows more combinations of compose files than are tried. Each overlay alone and all at once were tried first.',
    advice: 'remove overlays that no app uses; nothing is wrong with the others',
  },
  'version-variable-unset': {
    gist: 'The name of a config or secret ends in a version variable that neither abra.sh nor .env.sample sets. Docker refuses a name that ends in _ (R49, R95).',
    advice: 'export the variable of a config in abra.sh, and set that of a secret in .env.sample',
  },
  'name-invalid': {
    gist: 'Docker refuses the name of a config, secret, service or network of the app that .env.sample describes (R95).',
    advice: 'give it another name',
  },
  'name-too-long': {
    gist: 'Docker refuses the name of a config, secret, service or network of an app whose stack name has 45 characters, the most that abra gives (R44, R95). An app of an ordinary domain is fine.',
    advice: 'give it a shorter name, or know that some apps need a STACK_NAME of their own',
  },
  'config-changed-in-place': {
    gist: 'A file of a config or secret has changed since the last release, but not its name. Swarm never changes the content of a name, so the upgrade of every app fails with "only updates to Labels are allowed" (R87).',
    advice: 'raise the version variable that the finding names, in abra.sh',
  },
  'config-size': {
    gist: 'A config or secret is empty, or larger than Swarm takes (R87).',
    advice: 'make the file smaller, or bring it into the image or a volume',
  },
  'config-file-missing': {
    gist: 'A config or secret names a file that the recipe does not have. docker fails to open it, after it has made networks (R48).',
    advice: 'add the file, or correct its name',
  },
  'not-compared': {
    gist: 'The version, or one of its configs, is not compared with the last release: the recipe has none, its history is cut off, or a file cannot be read.',
    advice: 'check a whole clone of the recipe, and correct the file that the finding names',
  },
  'version-label-missing': {
    gist: 'The service app has no label coop-cloud.${STACK_NAME}.version, so that a chaos deploy is stamped with an empty version (R52).',
    advice: 'add the label to deploy.labels of app in compose.yml',
  },
  'version-label-misplaced': {
    gist: 'A version label stands where abra does not write it: on another service, on containers, or on app in an overlay with another value (R50).',
    advice: 'keep one version label, in deploy.labels of app in compose.yml',
  },
  'version-label-invalid': {
    gist: 'The version label of app is empty, has a variable in it, or is no version (R52, R80).',
    advice: 'write the version of the release, like 1.0.0+2.3.4',
  },
  'version-label-differs': {
    gist: 'A tagged commit has a version label that is not the tag. A chaos deploy of it names another release (R52).',
    advice: 'let the label and the tag be the same',
  },
  'version-not-raised': {
    gist: 'The version label of app is a release already, or older than the last one, though the recipe has changed (R52, R81).',
    advice: 'raise the label before the release',
  },
  'no-release-notes': {
    gist: 'The version to release has no file below release/, which abra shows before an upgrade (R58). It is a warning only for a new first number, and where release/next was not renamed.',
    advice: 'write release/next, if owners have to know something; rename it when the release is made',
  },
  'env-sample-invalid': {
    gist: 'abra cannot read .env.sample, so no app can be made from it (R45).',
    advice: 'correct the file where the finding says',
  },
  'env-sample-without-recipe': {
    gist: 'The .env.sample has neither TYPE nor RECIPE, so abra cannot read an app made from it (R41).',
    advice: 'add TYPE=NAME of the recipe',
  },
  'env-modifier-unknown': {
    gist: 'The comment behind the version of a secret asks for something that abra does not know (R45).',
    advice: 'write length=32, charset=hex or generate=false, or leave it out',
  },
  'variable-not-in-sample': {
    gist: 'A compose file uses a variable without a default that neither .env.sample nor abra.sh has. docker takes it as empty, and says nothing (L35).',
    advice: 'add it to .env.sample, as a comment if it is optional, or give it a default',
  },
  'template-variable-missing': {
    gist: 'A template reads a variable that the service which mounts it does not have, so it is empty there. abra adds the variables of the app to the service app only (R55).',
    advice: 'add the variable to the environment of the service, or to .env.sample for app',
  },
  'items-dropped': {
    gist: 'Two ports of one published number, or one config or secret at two targets: with a second compose file that has the service docker keeps the last of them (L37).',
    advice: 'give each its own number or name, or put them all into one file',
  },
  'variable-takes-default': {
    gist: 'A variable without braces is followed by - or ?, which docker takes for a default or a message: $A-$B is the value of A (L35).',
    advice: 'write ${NAME} with braces',
  },
  'empty-variable-filled': {
    gist: 'A variable of a service is empty in the compose file, and docker fills it with the value that the app has for that name (L36).',
    advice: 'leave the variable out, or call the one of the app otherwise',
  },
  'variable-in-key': {
    gist: 'A key of a map has a variable in it, and docker fills variables in values only: the label or variable gets a name with the $ in it (L35).',
    advice: 'write labels and environment as a list: - "NAME=VALUE"',
  },
  'relative-bind': {
    gist: 'A service mounts a path that starts at the compose file or at a home folder. docker makes it a path of the machine that deploys, and each node needs it (L36).',
    advice: 'use a volume, an absolute path, or a config for a file of the recipe',
  },
  'healthcheck-joined': {
    gist: 'Two files that are deployed together give one service a healthcheck test, and docker appends the second to the first: one command of both (L37).',
    advice: 'write the test in one file only, and what differs as a variable',
  },
  'mode-decimal': {
    gist: 'The mode of a secret or config has no leading zero, so that docker reads it as a decimal number: 440 is the mode 0670 (L31).',
    advice: 'write 0440',
  },
} as const satisfies Record<RecipeFindingKind, Explanation>
