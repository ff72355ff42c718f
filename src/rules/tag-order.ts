// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts quote `${…}` from the files they speak of
import { ruleRecords } from './rule.js'

/** R80–R83: our order of recipe tags, until a recording of abra's own (tagcmp) shows another. */
export const tagOrderRules = ruleRecords([
  {
    id: 'R80',
    subject: 'tag order',
    text: 'A tag is cut at its first `+`. The part before it is `5`, `2.6` or `4.3.5`, with an optional `v` before, and letters and `-suffix`es after it; not: nothing, `${…}`, a match of `^[a-f0-9]{7,40}$`, letters only, more than three numeric parts, several versions. What follows is free text.',
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R81',
    subject: 'tag order',
    text: "The parts before the `+` are compared as by Renovate's docker versioning: a leading `v` does not count, numbers by value, the shorter of two that begin alike is the newer (`10.7` after `10.7.10`), letters right behind the numbers are older than none (of two the alphabetically later is the newer), a suffix is older than none, and of two suffixes the alphabetically later is the older.",
    evidence: [
      { class: 'D', of: 'that tagcmp follows Renovate', cases: ['G24'] },
      { class: 'K', of: 'that it does so in each of these points' },
    ],
  },
  {
    id: 'R82',
    subject: 'tag order',
    text: 'If the recipe parts are equal, the upstream parts are compared as dotted numbers, with the same tolerance (`v`, `-suffix`, `_`), then the raw texts by code unit: no two different tags are equal.',
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R83',
    subject: 'tag order',
    text: 'Tags that do not parse come before all others, by code unit among themselves; so one is the latest only if no tag parses, and the trace says so.',
    evidence: [{ class: 'K' }],
  },
])
