import {
  append,
  fifo,
  link,
  recipe,
  rename,
  type States,
  type Step,
  socket,
  write,
} from '../../src/golden/scenario/step-shorthands.js'

/** The checkout's own repository moved outside. */
const movedOut: Step[] = [...recipe, rename('.git', 'outside:repo')]

/** What `.git` may be instead of a folder. */
export const gitFiles: States = {
  '.git is a file that names a folder outside': [...movedOut, write('.git', 'gitdir: ../outside/repo\n')],
  '.git is a file that names a folder outside, a change': [
    ...movedOut,
    write('.git', 'gitdir: ../outside/repo\n'),
    append('compose.yml', '#\n'),
    write('stray'),
  ],
  '.git is a file, info/exclude in the folder it names': [
    ...movedOut,
    write('.git', 'gitdir: ../outside/repo\n'),
    write('outside:repo/info/exclude', 'stray\n'),
    write('stray'),
  ],
  '.git is a file that names a folder inside': [...recipe, rename('.git', 'repo'), write('.git', 'gitdir: repo\n')],
  '.git is a file without line end': [...movedOut, write('.git', 'gitdir: ../outside/repo')],
  '.git is a file with a carriage return': [...movedOut, write('.git', 'gitdir: ../outside/repo\r\n')],
  '.git is a file with blanks': [...movedOut, write('.git', 'gitdir:    ../outside/repo  \n')],
  '.git is a file with two lines': [...movedOut, write('.git', 'gitdir: ../outside/repo\ngitdir: nowhere\n')],
  '.git is a file with two lines, the second right': [
    ...movedOut,
    write('.git', 'gitdir: nowhere\ngitdir: ../outside/repo\n'),
  ],
  '.git is a file without the blank': [...movedOut, write('.git', 'gitdir:../outside/repo\n')],
  '.git is a file in capitals': [...movedOut, write('.git', 'GITDIR: ../outside/repo\n')],
  '.git is a file with a byte order mark': [...movedOut, write('.git', '\ufeffgitdir: ../outside/repo\n')],
  '.git is a file that names a missing folder': [...movedOut, write('.git', 'gitdir: ../outside/none\n')],
  '.git is a file that names a missing absolute folder': [...movedOut, write('.git', 'gitdir: /no/such/folder\n')],
  '.git is a file that names a file': [...movedOut, write('.git', 'gitdir: compose.yml\n')],
  '.git is a file that names a folder without repository': [...movedOut, write('.git', 'gitdir: config\n')],
  '.git is a file that names another .git file': [
    ...movedOut,
    write('.git', 'gitdir: sub/.git\n'),
    write('sub/.git', 'gitdir: ../../outside/repo\n'),
  ],
  '.git is a file that names a link to a folder': [
    ...movedOut,
    link('outside:alias', 'repo'),
    write('.git', 'gitdir: ../outside/alias\n'),
  ],
  '.git is a file that names nothing': [...movedOut, write('.git', 'gitdir: \n')],
  '.git is a file that names itself': [...movedOut, write('.git', 'gitdir: .git\n')],
  '.git is an empty file': [...movedOut, write('.git')],
  '.git is a file of garbage': [...movedOut, write('.git', 'garbage\n')],
  '.git is a file of a megabyte': [
    ...movedOut,
    write('.git', 'gitdir: ../outside/repo\n'),
    { do: 'append', path: '.git', repeat: 'x', times: 1_000_000 },
  ],
  '.git is a link to a folder outside': [...movedOut, link('.git', '../outside/repo')],
  '.git is a link to a folder outside, a change': [
    ...movedOut,
    link('.git', '../outside/repo'),
    append('compose.yml', '#\n'),
  ],
  '.git is a link to a folder inside': [...recipe, rename('.git', 'repo'), link('.git', 'repo')],
  '.git is a link to a .git file': [...movedOut, write('real', 'gitdir: ../outside/repo\n'), link('.git', 'real')],
  '.git is a link to a .git file outside': [
    ...movedOut,
    write('outside:real', 'gitdir: ../outside/repo\n'),
    link('.git', '../outside/real'),
  ],
  '.git is a dangling link': [...movedOut, link('.git', 'nowhere')],
  '.git is a link to itself': [...movedOut, link('.git', '.git')],
  '.git is a FIFO': [...movedOut, fifo('.git')],
  '.git is a socket': [...movedOut, socket('.git')],
}
