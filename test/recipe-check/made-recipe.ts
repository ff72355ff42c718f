import { checkRecipe, type RecipeCheck } from '../../src/recipe-check/check-recipe.js'
import type { RecipeFinding, RecipeFindingKind } from '../../src/recipe-check/recipe-finding.js'
import { type BuiltScenario, type Step, withScenario } from '../support/scenario.js'

export const release = '1.0.0+1.29.0'

/** A recipe in which nothing is found, released as {@link release}. */
export const fine = {
  'compose.yml': `version: "3.8"
services:
  app:
    image: nginx:1.29.0
    environment: [DOMAIN]
    healthcheck: {test: ["CMD", "true"]}
    configs: [conf]
    deploy:
      labels:
        - "traefik.enable=true"
        - "coop-cloud.\${STACK_NAME}.version=${release}"
configs:
  conf:
    name: \${STACK_NAME}_conf_\${CONF_VERSION}
    file: conf.tmpl
    template_driver: golang
`,
  'compose.smtp.yml': `version: "3.8"
services:
  app:
    environment:
      SMTP_HOST: \${SMTP_HOST}
    secrets: [smtp_password]
secrets:
  smtp_password:
    external: true
    name: \${STACK_NAME}_smtp_password_\${SECRET_SMTP_PASSWORD_VERSION}
`,
  '.env.sample': `TYPE=made
DOMAIN=made.example.com
## SMTP
#COMPOSE_FILE="$COMPOSE_FILE:compose.smtp.yml"
#SMTP_HOST=mail.example.com
#SECRET_SMTP_PASSWORD_VERSION=v1 # length=32 charset=hex
`,
  'abra.sh': 'export CONF_VERSION=v1\n',
  'conf.tmpl': 'host {{ env "DOMAIN" }}\n',
} as const

export type Files = Readonly<Record<string, string | undefined>>

/** The steps that make a recipe of these files and {@link fine}; undefined leaves a file out. */
export function stepsOf(files: Files, ...more: readonly Step[]): Step[] {
  return [...writes({ ...fine, ...files }), { do: 'commit' }, ...more]
}

export function writes(files: Files): Step[] {
  return Object.entries(files).map(([path, text]): Step => {
    return text === undefined ? { do: 'remove', path, mayFail: true } : { do: 'write', path, text }
  })
}

export const released: Step = { do: 'tag', name: release, annotated: true }

/** Checks a recipe that these files are a part of, tagged as a release unless steps are given. */
export function checkOf(files: Files, ...more: readonly Step[]): Promise<RecipeCheck> {
  return withScenario({ steps: stepsOf(files, ...(more.length === 0 ? [released] : more)) }, check)
}

export function check({ dir, home }: BuiltScenario, ref?: string): Promise<RecipeCheck> {
  return checkRecipe({ dir, home, ...(ref === undefined ? {} : { ref }) })
}

export async function kindsOf(files: Files, ...more: readonly Step[]): Promise<RecipeFindingKind[]> {
  const { findings } = await checkOf(files, ...more)
  return findings.map(({ kind }) => kind)
}

/** The only finding of a kind. */
export function only({ findings }: RecipeCheck, kind: RecipeFindingKind): RecipeFinding {
  const [first, ...others] = findings.filter((finding) => finding.kind === kind)
  if (first === undefined || others.length > 0) throw new Error(`${findings.map((f) => f.text).join('\n')}: ${kind}?`)
  return first
}
