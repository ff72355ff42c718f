/** What a code means and what to do about it; the page of docs/ that `explain CODE` names has the long form. */
export interface Explanation {
  /** One or two sentences, each with its full stop. */
  readonly gist: string
  /** What to do: one clause, no full stop. */
  readonly advice: string
}
