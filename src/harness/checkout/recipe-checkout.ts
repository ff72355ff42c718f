/** A recipe and the folder of its checkout. */
export interface RecipeCheckout {
  readonly name: string
  readonly dir: string
}
