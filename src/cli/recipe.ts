import { defined } from '../defined.js'
import { checkRecipe, type RecipeCheck } from '../recipe-check/check-recipe.js'
import type { Command, CommandOutput, OptionValues } from './command.js'
import { didYouMean } from './did-you-mean.js'
import { exitCodes } from './exit-codes.js'
import { chooseProfile } from './go-git-option.js'
import { tellingHashed } from './hash-progress.js'
import { countFindings, recipeTests, renderRecipeCheck } from './render-recipe-check.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'
import { withJunitOfError, writeJunit } from './write-junit.js'

export const recipeCommand: Command = {
  name: 'recipe',
  synopsis: 'check [DIR] [options]',
  help: `recipe check prints what is wrong with a recipe, before a release: compose files and overlays
that do not load or cannot be deployed, configs that changed under their name, variables that are
unset, names that Docker refuses, tags, labels, templates, images, .env.sample and release notes.
DIR is the checkout of the recipe (default: the working folder), with what is not committed.
docs/recipe-check.md has a section for each kind of finding. Nothing is executed, no Docker and no
network is asked.

  --ref REF          check this tag, branch or commit instead of the worktree
  --strict           exit code 1 for warnings too
  --junit FILE       a JUnit report: one test for each kind of finding
  --go-git RELEASE   answer like go-git 5.16 (default), 5.17 or 5.19
  --settings FILE    defaults of these options (ABRA_DEPLOY_VERSION_STRICT=true); read only if named
  --json             one JSON object

Exit codes: 0 no error was found, 1 an error was found, or with --strict a warning, 2 it cannot be known.`,
  options: {
    ref: { type: 'string' },
    strict: { type: 'boolean' },
    junit: { type: 'string' },
    'go-git': { type: 'string' },
    settings: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run([action, dir = '.', ...more], values) {
    if (action !== 'check') {
      const meant = action === undefined ? '' : didYouMean(action, ['check'])
      throw usage(`recipe needs to know what to do${meant}`, 'recipe', 'say recipe check', action)
    }
    if (dir === '') throw usage('the folder is empty', 'DIR', 'name the checkout of the recipe, or leave it out')
    if (more.length > 0) throw usage('recipe check takes one folder', 'DIR', `leave out ${more.join(' ')}`, more[0])
    return check(dir, values)
  },
}

async function check(dir: string, values: OptionValues): Promise<CommandOutput> {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  const { profile, caveats } = await chooseProfile(text('go-git'), undefined)
  const junit = text('junit')
  const read = () =>
    tellingHashed((onHashProgress) => checkRecipe({ dir, profile, onHashProgress, ...defined({ ref: text('ref') }) }))
  const answer = await withJunitOfError(junit, 'recipe check', read)
  const strict = values['strict'] === true
  if (junit !== undefined) writeJunit(junit, `recipe ${answer.recipe}`, recipeTests(answer, strict))
  return {
    stdout: values['json'] === true ? toJson({ schema: 1, ...answer }) : renderRecipeCheck(answer).join('\n'),
    stderr: [...caveats, said(answer)].map(oneLine),
    exitCode: answer.findings.some(({ severity }) => fails(severity, strict)) ? exitCodes.no : exitCodes.ok,
  }
}

function fails(severity: string, strict: boolean): boolean {
  return severity === 'error' || (strict && severity === 'warning')
}

/** `discourse: 1 error, 2 warnings; 2 combinations of compose files` */
function said({ recipe, findings, combinations: { tried } }: RecipeCheck): string {
  return `${recipe}: ${countFindings(findings)}; ${tried} ${tried === 1 ? 'combination' : 'combinations'} of compose files`
}
