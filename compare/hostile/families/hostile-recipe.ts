import { recipe as plainRecipe, type Step, shell } from '../../../src/golden/scenario/step-shorthands.js'

/** A recipe with a release and an origin, so that every command has all that it asks for but what a case spoils. */
export const recipe: Step[] = [
  ...plainRecipe,
  { do: 'tag', name: '1.0.0+1.0.0', annotated: true },
  shell('git clone -q --bare . ../outside/origin.git && git remote add origin "$(cd ../outside && pwd)/origin.git"'),
  shell('git fetch -q origin && git remote set-head origin main && git branch -q -u origin/main'),
]
