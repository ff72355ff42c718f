/** The objects of the recipe in step-shorthands.ts; the same on every machine. */
export const recipeObjects = {
  commit: '9374a86780d199d868d79dc7260690be5989e967',
  tree: 'e8bb45d5af55d92ec76d60c03ff3f23be36d05eb',
  /** The folder `config`. */
  subtree: 'bad64459065b0f1b2705f4d014135f17d748f522',
  /** The file `compose.yml`. */
  compose: 'f272c535597712b6352169cba44611e0dcb04be9',
  /** The file `config/app.conf`. */
  conf: '99d4ea2935cdad9ffc850fbc745ce511f0198a6c',
} as const

/** The blob of an empty file. */
export const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'

/** A hash that no object has. */
export const missing = '1234567890123456789012345678901234567890'
