import fc from 'fast-check'

/** Property tests are the same on every run, so that a failure is never chance; `FAST_CHECK_SEED=7` or `npm run fuzz` looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20261123) })
