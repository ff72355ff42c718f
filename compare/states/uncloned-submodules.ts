import {
  append,
  commit,
  fifo,
  git,
  link,
  recipe,
  remove,
  type States,
  type Step,
  settle,
  write,
} from '../../src/golden/scenario/step-shorthands.js'
import { fresh, gitlink, modules } from './submodule-steps.js'

const configured = (url: string) => git('config', 'submodule.lib.url', url)
const remote = (url: string) => git('remote', 'add', 'origin', url)

/** Named in `.gitmodules` and the config, and nothing cloned. */
function uncloned(url: string, ...more: Step[]): Step[] {
  return [...fresh, configured(url), ...more]
}

/** A submodule at this path, in no index. */
function named(path: string, ...more: Step[]): Step[] {
  return [...recipe, ...more, write('.gitmodules', modules('lib', path)), configured('https://example.com/lib.git')]
}

/**
 * Submodules that were initialised and never cloned. go-git makes a repository for each before it looks at the files: in `.git/modules`, with a
 * remote `origin`, and a file `.git` in the submodule's folder, which it makes too.
 */
export const unclonedSubmodules: States = {
  'never cloned, an absolute url': uncloned('https://example.com/lib.git'),
  'never cloned, an absolute url, folder missing': uncloned('https://example.com/lib.git', ...remove('lib')),
  'never cloned, an absolute path for a url': uncloned('/srv/lib.git'),
  'never cloned, a url of a user and host': uncloned('git@example.com:lib.git'),
  'never cloned, a file url': uncloned('file:///srv/lib.git'),
  'never cloned, a relative url, no remote': uncloned('../lib.git'),
  'never cloned, a relative url, one remote': uncloned('../lib.git', remote('https://example.com/x.git')),
  'never cloned, a relative url, one remote by another name': uncloned(
    '../lib.git',
    git('remote', 'add', 'up', 'https://example.com/x'),
  ),
  'never cloned, a relative url, two remotes, one origin': uncloned(
    '../lib.git',
    remote('https://example.com/x.git'),
    git('remote', 'add', 'up', 'https://example.com/x'),
  ),
  'never cloned, a relative url, two remotes, none origin': uncloned(
    '../lib.git',
    git('remote', 'add', 'down', 'https://example.com/y'),
    git('remote', 'add', 'up', 'https://example.com/x'),
  ),
  'never cloned, a relative url, two remotes, the branch names one': uncloned(
    '../lib.git',
    git('remote', 'add', 'down', 'https://example.com/y'),
    git('remote', 'add', 'up', 'https://example.com/x'),
    git('config', 'branch.main.remote', 'up'),
  ),
  'never cloned, a relative url, the branch names a missing remote': uncloned(
    '../lib.git',
    remote('https://example.com/x.git'),
    git('config', 'branch.main.remote', 'gone'),
  ),
  'never cloned, a relative url, the branch names an empty remote': uncloned(
    '../lib.git',
    remote('https://example.com/x.git'),
    git('config', 'branch.main.remote', ''),
  ),
  'never cloned, a relative url, detached, two remotes': uncloned(
    '../lib.git',
    git('remote', 'add', 'down', 'https://example.com/y'),
    git('remote', 'add', 'up', 'https://example.com/x'),
    git('config', 'branch.main.remote', 'up'),
    git('checkout', '-q', '--detach'),
  ),
  'never cloned, a relative url, a remote without url': uncloned(
    '../lib.git',
    append('.git/config', '[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'),
  ),
  'never cloned, a relative url, a remote with a malformed url': uncloned('../lib.git', remote('https://[x')),
  'never cloned, a relative url, a remote that is relative': uncloned('../lib.git', remote('../x.git')),
  'never cloned, a url of a name alone': uncloned('lib.git'),
  'never cloned, a url of a name and a colon': uncloned('x:lib.git'),
  'never cloned, a url of a colon behind a slash': uncloned('./x:lib.git'),
  'never cloned, a url of a colon at its end': uncloned('x:'),
  'never cloned, an empty url': uncloned(''),
  'never cloned, a url of blanks': uncloned('" "'),
  'never cloned, a malformed url': uncloned('https://[x'),
  'never cloned, a url with a malformed port': uncloned('https://example.com:x/lib.git'),
  'never cloned, a url with a bad escape': uncloned('https://example.com/%zz'),
  'never cloned, a url without a scheme': uncloned('://example.com/lib.git'),
  'never cloned, a url of an unknown scheme': uncloned('banana://example.com/lib.git'),
  'never cloned, a url with a control character': uncloned('https://example.com/a\tb'),
  'never cloned, a url without a host': uncloned('https:///lib.git'),
  'never cloned, a url with user and password': uncloned('https://u:p@example.com/lib.git'),
  'never cloned, the config names a path too': uncloned(
    'https://example.com/x',
    git('config', 'submodule.lib.path', 'other'),
  ),
  'never cloned, a file where its .git would be': uncloned('https://example.com/x', write('lib/.git', 'garbage')),
  'never cloned, a folder where its .git would be': uncloned('https://example.com/x', write('lib/.git/x')),
  'never cloned, a link where its .git would be': uncloned('https://example.com/x', link('lib/.git', '../README.md')),
  'never cloned, a dangling link where its .git would be': uncloned(
    'https://example.com/x',
    link('lib/.git', '../new'),
  ),
  'never cloned, a link to outside where its .git would be': uncloned(
    'https://example.com/x',
    link('lib/.git', '../../outside/new'),
  ),
  'never cloned, a FIFO where its .git would be': uncloned('https://example.com/x', fifo('lib/.git')),
  'never cloned, a file where its folder would be': uncloned('https://example.com/x', ...remove('lib'), write('lib')),
  'never cloned, a link to a folder where its folder would be': uncloned(
    'https://example.com/x',
    ...remove('lib'),
    link('lib', 'config'),
  ),
  'never cloned, a link to outside where its folder would be': uncloned(
    'https://example.com/x',
    ...remove('lib'),
    link('lib', '../outside'),
  ),
  'never cloned, a dangling link where its folder would be': uncloned(
    'https://example.com/x',
    ...remove('lib'),
    link('lib', 'nowhere'),
  ),
  'never cloned, a FIFO where its folder would be': uncloned('https://example.com/x', ...remove('lib'), {
    do: 'fifo',
    path: 'lib',
  }),
  'never cloned, a socket where its folder would be': uncloned('https://example.com/x', ...remove('lib'), {
    do: 'socket',
    path: 'lib',
  }),
  'never cloned, its git folder without HEAD': uncloned('https://example.com/x', write('.git/modules/lib/config')),
  'never cloned, its git folder without HEAD, with a remote': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/config', '[remote "origin"]\n\turl = x\n'),
  ),
  'never cloned, its git folder without HEAD, with another remote': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/config', '[remote "up"]\n\turl = x\n'),
  ),
  'never cloned, its git folder without HEAD, with a malformed config': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/config', '[core\n'),
  ),
  'never cloned, its git folder without HEAD, with an invalid config': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/config', '[branch "x"]\n\tmerge = y\n'),
  ),
  'never cloned, its git folder without HEAD, with an unknown extension': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/config', '[extensions]\n\tbanana = true\n'),
  ),
  'never cloned, its git folder with the branch that would be made': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/refs/heads/master', `${'12'.repeat(20)}\n`),
  ),
  'never cloned, its git folder with that branch packed': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/packed-refs', `${'12'.repeat(20)} refs/heads/master\n`),
  ),
  'never cloned, its git folder with HEAD packed': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/packed-refs', `${'12'.repeat(20)} HEAD\n`),
  ),
  'never cloned, its git folder with malformed packed references': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/packed-refs', 'garbage\n'),
  ),
  'never cloned, its git folder with a folder for HEAD': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/HEAD/x'),
  ),
  'never cloned, its git folder with a folder for its config': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/config/x'),
  ),
  'never cloned, its git folder with a file for its objects': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/objects'),
  ),
  'never cloned, its git folder with a file for its references': uncloned(
    'https://example.com/x',
    write('.git/modules/lib/refs'),
  ),
  'never cloned, modules a link to outside': uncloned('https://example.com/x', link('.git/modules', '../../outside')),
  'never cloned, modules a dangling link': uncloned('https://example.com/x', link('.git/modules', 'nowhere')),
  'in no index, folder missing': named('lib'),
  'in no index, a deep folder missing': named('a/b/lib'),
  'in no index, a deep folder missing below a tracked one': named('config/lib'),
  'in no index, a deep folder missing below a file': named('README.md/lib'),
  'in no index, a deep folder missing below a link': named('l/lib', link('l', 'config')),
  'in no index, a deep folder missing below a link to outside': named('l/lib', link('l', '../outside')),
  'in no index, a deep folder missing below an ignored one': named('a/lib', write('.gitignore', 'a/\n')),
  'in no index, a folder missing and ignored': named('lib', write('.gitignore', 'lib\n')),
  'in no index, a folder missing and ignored as a folder': named('lib', write('.gitignore', 'lib/\n')),
  'in no index, a tracked folder': named('config'),
  'in no index, a tracked folder with a skipped file': named(
    'config',
    git('update-index', '--skip-worktree', 'config/app.conf'),
  ),
  'in no index, the folder above the checkout by its links': named('l', link('l', '..')),
  'in no index, a path with a backslash': named('a\\\\b'),
  'in no index, a path of blanks': named('" "'),
  'in no index, a path with a slash at its end': named('lib/'),
  'in no index, a path with a dot in front': named('./lib'),
  'in no index, a path with a dot inside': named('a/./lib'),
  'in no index, a path with two slashes': named('a//lib'),
  'in no index, a path of .gitmodules': named('.gitmodules'),
  'in no index, a path of .git': named('.git'),
  'in no index, a path that ends in .git': named('lib/.git'),
  'in no index, a path below .git': named('.git/lib'),
  'in no index, a path that is no UTF-8': [
    ...recipe,
    configured('https://example.com/x'),
    { do: 'write', path: '.gitmodules', base64: 'W3N1Ym1vZHVsZSAibGliIl0KCXBhdGggPSD/Cgl1cmwgPSB4Cg==' },
  ],
  'two of them': [
    ...recipe,
    ...gitlink('lib', modules('lib', 'lib') + modules('other', 'other')),
    configured('https://example.com/x'),
    git('config', 'submodule.other.url', 'https://example.com/y'),
  ],
  'one inside the other': [
    ...recipe,
    ...gitlink('lib', modules('lib', 'lib') + modules('other', 'lib/other')),
    configured('https://example.com/x'),
    git('config', 'submodule.other.url', 'https://example.com/y'),
  ],
  'one name below the other': [
    ...recipe,
    ...gitlink('lib', modules('lib', 'lib') + modules('lib/sub', 'other')),
    configured('https://example.com/x'),
    git('config', 'submodule.lib/sub.url', 'https://example.com/y'),
  ],
  'in an unborn repository': [write('.gitmodules', modules('lib', 'lib')), configured('https://example.com/x')],
  'in a repository without an index': [...uncloned('https://example.com/x'), ...remove('.git/index')],
  'with a trusted index': [...uncloned('https://example.com/x'), commit, settle].map(
    (step): Step => ({ ...step, mayFail: true }),
  ),
}
