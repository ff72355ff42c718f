import semver from 'semver'
import manifest from 'semver/package.json' with { type: 'json' }
import { parseTexts, refuseUnknownKeys } from './parse-texts.js'
import { askPackage, type SecondOpinion } from './second-opinion.js'

/** How npm's semver compares texts that recipes use as tags. @rule L43 */
export const semverOpinion: SecondOpinion<readonly string[]> = {
  family: 'npm-semver',
  build: 'semver 7.8.6',
  stages: ['valid', 'compare', 'compareBuild', 'rsort'],
  installed: () => `semver ${manifest.version}`,
  parseInput({ tags, ...rest }) {
    refuseUnknownKeys(rest)
    return parseTexts('tags', tags)
  },
  async ask(tags) {
    const pairs = tags.slice(1).map((tag, i) => [tags[i] ?? '', tag] as const)
    return {
      valid: await askPackage(() => tags.map((tag) => semver.valid(tag) !== null)),
      compare: await askPackage(() => pairs.map(([one, other]) => semver.compare(one, other))),
      compareBuild: await askPackage(() => pairs.map(([one, other]) => semver.compareBuild(one, other))),
      rsort: await askPackage(() => semver.rsort([...tags])),
    }
  },
}
