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
    gist: 'Docker refuses the name of a config, secret, service or network of an app whose stack name has 45 characters, the most that abra gives (R44, R95).',
    advice: 'give it a shorter name',
  },
} as const satisfies Record<RecipeFindingKind, Explanation>
