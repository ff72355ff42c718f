import type { LintKind } from '../../lint/lint-finding.js'
import type { Explanation } from './explanation.js'

/** What is wrong with a recipe: findings of lint. The compiler asks for each new kind. */
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
} as const satisfies Record<LintKind, Explanation>
