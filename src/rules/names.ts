import { ruleRecords } from './rule.js'

/** R40–R58: what names, files and labels of an app look like. */
export const nameRules = ruleRecords([
  {
    id: 'R40',
    subject: 'names and files',
    text: "An app's file is `$ABRA_DIR/servers/<server>/<app>.env`, `ABRA_DIR` is `~/.abra` by default; `servers/` and anything in it may be symbolic links.",
    evidence: [{ class: 'P' }, { class: 'D' }],
  },
  {
    id: 'R41',
    subject: 'names and files',
    text: 'Recipe and version are in `RECIPE=`, or else in `TYPE=`, as `name[:version]`; a second colon is fatal: `version seems invalid: …`.',
    evidence: [{ class: 'D' }, { class: 'K', of: 'what the documentation leaves out' }],
  },
  {
    id: 'R42',
    subject: 'names and files',
    text: 'abra removes a final `+U` from the version, and keeps the raw text too.',
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R43',
    subject: 'names and files',
    text: "In the name of a recipe's folder each `/` and each `.` is a `_`: `mygit.org/myorg/cool-recipe` is in `mygit_org_myorg_cool-recipe`.",
    evidence: [{ class: 'D', cases: ['G29'] }],
  },
  {
    id: 'R44',
    subject: 'names and files',
    text: 'The stack is named by `STACK_NAME` in `.env`, or else after the app, with `_` for `.` and cut at 45 characters.',
    evidence: [{ class: 'K' }],
  },
  {
    id: 'R45',
    subject: 'names and files',
    text: "godotenv parses `.env`; what follows `#` on a variable's line holds its modifiers (`# length=32 charset=…`, `# generate=false`).",
    evidence: [{ class: 'L', libraries: ['godotenv v1.5.1'] }, { class: 'D' }],
  },
  {
    id: 'R46',
    subject: 'names and files',
    text: 'A deploy that succeeded turns the `TYPE=` or `RECIPE=` line into `name:version`; after a chaos deploy the version is the chaos version.',
    evidence: [
      { class: 'D', cases: ['G14'] },
      { class: 'K', of: 'what a chaos deploy writes' },
    ],
  },
  {
    id: 'R47',
    subject: 'names and files',
    text: 'On the server a secret is called `<stack>_<name>_<version>`; the names of configs and volumes begin with the stack name too.',
    evidence: [{ class: 'D' }],
  },
  {
    id: 'R48',
    subject: 'names and files',
    text: '`COMPOSE_FILE` in `.env` lists file names separated by `:`; the default is `compose.yml`. A file that the checked-out version does not have is fatal.',
    evidence: [{ class: 'P' }, { class: 'D' }],
  },
  {
    id: 'R49',
    subject: 'names and files',
    text: 'Compose files are interpolated from `.env`, from the `export NAME=…` lines that the recipe has in `abra.sh`, in this order, and from `STACK_NAME`.',
    evidence: [{ class: 'D' }, { class: 'K', of: 'what the documentation leaves out' }],
  },
  {
    id: 'R50',
    subject: 'labels',
    text: 'The stamp is written to `deploy.labels` (labels of the service, not of its containers) of the compose service `app`, and is read back from `.Spec.Labels` of `<stack>_app`.',
    evidence: [
      { class: 'P', of: 'where the stamp is read' },
      { class: 'S', of: 'that only `app` is stamped' },
    ],
  },
  {
    id: 'R51',
    subject: 'labels',
    text: 'The stamp is `coop-cloud.<stack>.recipe`, `.chaos` (`true` or `false`), `.version` and, of a chaos deploy only, `.chaos-version`. abra no longer writes `.autoupdate`, which old stacks may still have.',
    evidence: [
      { class: 'P', of: '`.chaos-version` and `.version`', cases: ['G5', 'G6'] },
      { class: 'S', of: '`.recipe`, `.chaos` and `.autoupdate`' },
    ],
  },
  {
    id: 'R52',
    subject: 'labels',
    text: "A chaos deploy leaves `.version` as in the recipe's compose file, even if no such tag exists; if the compose file has no such label, abra writes an empty `.version`. Any other deploy sets it to the chosen version.",
    evidence: [
      { class: 'P', of: "a chaos deploy that keeps the compose file's `.version`", cases: ['G5'] },
      { class: 'S', of: 'the empty `.version`, and that of any other deploy' },
    ],
  },
  {
    id: 'R53',
    subject: 'labels',
    text: "The recipe's other labels stay as they are: `.timeout`, `traefik.*` and so on.",
    evidence: [{ class: 'P' }],
  },
  {
    id: 'R54',
    subject: 'labels',
    text: 'A stack is deployed if it has services with the label `com.docker.stack.namespace=<stack>`. If the labels of abra are missing, version is `unknown` and chaos `false`; an empty `.version` is `unknown` too.',
    evidence: [
      { class: 'S', of: 'the filter, and `unknown` in the list of apps' },
      { class: 'K', of: 'chaos `false`, and the empty `.version`' },
    ],
  },
  {
    id: 'R55',
    subject: 'labels',
    text: 'Each variable of `.env` (and of abra.sh), and STACK_NAME, is also added to the environment of the service `app` if it is not there. `TYPE` and `RECIPE` are added as `<recipe>:<version to deploy>`, in chaos `<recipe>:<chaos version>`, so each deploy of another version or commit changes the task template and starts an update.',
    evidence: [{ class: 'S' }],
  },
  {
    id: 'R57',
    subject: 'names and files',
    text: 'Before a deploy abra compares the `.env` with the `.env.sample` of the recipe, and warns of each variable that is not there: `<NAME> missing from <app>.env`. Comments do not count.',
    evidence: [
      { class: 'S', of: 'the warning' },
      { class: 'K', of: 'that comments do not count' },
    ],
  },
  {
    id: 'R58',
    subject: 'names and files',
    text: "Before an upgrade abra shows the recipe's release notes: the file `release/<version>` of each release after the deployed one, up to the chosen one. `releaseNotes/<version>` is the older name.",
    evidence: [{ class: 'K' }],
  },
])
