// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts quote `${…}` from the files they speak of
import { ruleRecords } from './rule.js'

const godotenv = 'godotenv v1.5.1'
const dotenv = 'npm dotenv 18.0.10'
const dockerCli = 'docker/cli v28.5.2'
const yaml = 'npm yaml 2.9.1'
const semver = 'npm semver 7.8.6'

/** L22–L44: what the Go libraries under abra read from `.env`, compose files and tags. */
export const parsingRules = ruleRecords([
  {
    id: 'L22',
    subject: '.env grammar',
    text: '`$X` and `${X}` expand in unquoted and in double-quoted values, never in single quotes; names are `[A-Z0-9_]`. Only earlier keys of the same file are looked up, never the process environment; an unknown one gives nothing. npm dotenv expands nothing.',
    evidence: [{ class: 'L', libraries: [godotenv, dotenv] }],
  },
  {
    id: 'L23',
    subject: '.env grammar',
    text: 'There are no defaults: `${NOPE:-d}` gives `:-d}`. Likewise `$Bc` with B=2 gives `2c`, `$$B` with B=1 gives `$1`, `${B` gives `1`, a bcrypt hash `$2y$10$abc…` gives `y$abc…`, `\\$B` gives `$B`, and `$(B)` gives the value of B and `)`.',
    evidence: [{ class: 'L', libraries: [godotenv] }],
  },
  {
    id: 'L24',
    subject: '.env grammar',
    text: 'Inside double quotes `\\n` and `\\r` make line ends and any other `\\c` makes `c`; a backslash right before the closing quote is an error.',
    evidence: [{ class: 'L', libraries: [godotenv] }],
  },
  {
    id: 'L25',
    subject: '.env grammar',
    text: 'A quote without an end is the error `unterminated quoted value "abc`, unless some later line has the same quote: then the value takes in all lines up to there.',
    evidence: [{ class: 'L', libraries: [godotenv] }],
  },
  {
    id: 'L26',
    subject: '.env grammar',
    text: 'A closing quote does not end the line: `A="a" B=2` holds two keys, `A="a"b` is an error. The backtick does not quote.',
    evidence: [{ class: 'L', libraries: [godotenv] }],
  },
  {
    id: 'L27',
    subject: '.env grammar',
    text: 'A comment begins at the last `#` that has white space before it and is not the first character: `v1 # a # b` gives `v1 # a`, where npm dotenv gives `v1`. `a#b`, `#b` and URLs with `/#frag` stay whole, which dotenv cuts.',
    evidence: [{ class: 'L', libraries: [godotenv, dotenv] }],
  },
  {
    id: 'L28',
    subject: '.env grammar',
    text: 'A line with neither `=` nor `:` is the error `unexpected character "\\n" in variable name near "FOO\\n"`, where npm dotenv ignores it; at the end of the file, without a line end, it makes a key "".',
    evidence: [{ class: 'L', libraries: [godotenv, dotenv] }],
  },
  {
    id: 'L29',
    subject: '.env grammar',
    text: 'As keys `a-b`, `é`, a BOM, `"A"`, `A+` and `[x]` are errors; `A B`, `=1` (an empty key), `A:1`, `A : 1`, `export A=1` and `__proto__` are accepted.',
    evidence: [{ class: 'L', libraries: [godotenv] }],
  },
  {
    id: 'L30',
    subject: '.env grammar',
    text: 'U+0085 is white space to be trimmed, U+2003 is not.',
    evidence: [{ class: 'L', libraries: [godotenv] }],
  },
  {
    id: 'L31',
    subject: 'compose files',
    text: "Of npm's `yaml` (YAML 1.2 core, `{ merge: true }`) and docker/cli, both take yes/no/on/off/22:22 as strings and refuse a duplicate key. In docker/cli alone `0777` is 511, `0b101`, `1_000` (1000) and `0X1f` are numbers, unquoted dates are times, and two `<<` keys, `%YAML 1.2` and unquoted `{{ x }}` are errors.",
    evidence: [{ class: 'L', libraries: [dockerCli, yaml] }],
  },
  {
    id: 'L32',
    subject: 'compose files',
    text: 'A version that is missing, "" or "3" is 3.13; unquoted `3.8` is `version must be a string`. It must be one for all files, a missing one being 3.13: `version mismatched between two composefiles : 3.8 and 3.13`.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L33',
    subject: 'compose files',
    text: 'Unknown keys: `services.app Additional property foo is not allowed`; `x-*` may stand at top level, in services, in secrets, but not in deploy. `extends` and `mem_limit`: `Configuration contains forbidden properties`. Without `app`, services or an image it loads; a null service, labels, environment or update_config: `… must be a mapping`.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L34',
    subject: 'compose files',
    text: 'Labels become a map of strings: list items split at their first `=`, null is "", numbers print as `%v` of Go (1000000.0 is `1e+06`). Errors: equal items, `… array items[0,1] must be unique`; an item that is no string, `….labels.0 must be a string`; a boolean, `….labels.b must be a string, number or null`.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L35',
    subject: 'compose files',
    text: 'Before validation and merge values (not keys, not `version`) take `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} $$`, never nested (`${A:-${B}}` is `${B}`); `$A-$B` is A, unset is "". `a$ $1 ${} ${ V } $(x) ${A:+x}`: `invalid interpolation format for services.app.hostname: "<whole string>"; you may need to escape any $ with another $`. `?e`: `required variable V is missing a value: e`.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L36',
    subject: 'compose files',
    text: 'An environment entry that is null or "" takes the deploy environment\'s value, if any, in each file separately and before the merge: `K: "1"` and in a later file `K:`, with K=host given, make `host`. A bind source that is not absolute starts at the folder of the first file, `~` without HOME too.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L37',
    subject: 'compose files',
    text: 'Later labels win, even "" or null; a later environment "" or null replaces only its like. ports (by published), secrets, configs (source), volumes (target) merge sorted if the earlier file has the key, even `[]`. command is replaced; healthcheck.test, dns, cap_add, constraints append; false, "", [] do nothing; update_config by field if non-zero; top-level secrets, configs, volumes, networks whole.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L38',
    subject: 'compose files',
    text: "An absent update_config stays none and `{}` is zero values, without defaults. Its order is checked, its failure_action is not; monitor has to be a duration string of Go (`5`: `must be a string`; `1d`: `Does not match format 'duration'`).",
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L39',
    subject: 'compose files',
    text: 'docker/cli 28 and 29 word 71 of 110 errors differently, while their verdicts agree. So class and path of an error can be predicted, its text only as likely.',
    evidence: [{ class: 'L', libraries: [dockerCli, 'docker/cli 29'] }],
  },
  {
    id: 'L40',
    subject: 'conversion to a Swarm service',
    text: 'The service is called `<stack>_<service>`. `ServiceSpec.Labels` is `deploy.labels` overlaid with `com.docker.stack.namespace` and `com.docker.stack.image`; a container gets the `labels` of the service and the namespace, no more.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L41',
    subject: 'conversion to a Swarm service',
    text: '`rollback / start-first / 5s` is sent as `{"Parallelism":1,"FailureAction":"rollback","Monitor":5000000000,"MaxFailureRatio":0,"Order":"start-first"}`. No update_config sends none, `{}` sends Parallelism 1.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L42',
    subject: 'conversion to a Swarm service',
    text: 'Which of several missing secrets or configs an error names is random; so is the order of services from one file, while two or more files sort them by name. The name looked up is that of an external secret or config itself, otherwise `<stack>_<key>` or what `name:` gives.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L43',
    subject: 'versions as tags',
    text: 'In npm semver `compare` is blind to what follows `+` (0.5.0+3.1.0 equals 0.5.0+3.10.0); `compareBuild` orders numbers, but has `6-alpine` above `10-alpine` and `v1.2.3` above `1.2.3`. `1.2`, `1` and `1.0.0+1.0.0_alpine` are invalid, and one of them makes `rsort` throw for the list.',
    evidence: [{ class: 'L', libraries: [semver] }],
  },
  {
    id: 'L44',
    subject: 'versions as tags',
    text: 'Tags are therefore kept raw and cut at the first `+`: semver for the recipe part, then a tolerant numeric comparison of the app part (v, suffixes, `_`). It never throws, sets apart what does not parse, and ends in a total order.',
    evidence: [{ class: 'L', libraries: [semver] }],
  },
])
