import { basename } from 'node:path'

/** What a traced process did to the world, as strace tells it. */
export interface TracedEvents {
  /** Programs that were started or tried, with their arguments; the first one, the command itself, is left out. */
  readonly started: readonly (readonly string[])[]
  /** Paths that a call wrote, made, moved, changed or removed. */
  readonly written: readonly string[]
  /** Addresses of a network that was asked. */
  readonly asked: readonly string[]
}

/** The system calls to trace: what starts a program, changes a file or reaches a network. */
export const tracedCalls = [
  ...[
    'execve',
    'execveat',
    'open',
    'openat',
    'openat2',
    'creat',
    'truncate',
    'rename',
    'renameat',
    'renameat2',
    'unlink',
  ],
  ...['unlinkat', 'mkdir', 'mkdirat', 'rmdir', 'link', 'linkat', 'symlink', 'symlinkat', 'mknod', 'mknodat', 'chmod'],
  ...['fchmod', 'fchmodat', 'chown', 'fchown', 'lchown', 'fchownat', 'utime', 'utimes', 'utimensat', 'futimesat'],
  ...['setxattr', 'lsetxattr', 'fsetxattr', 'connect', 'bind', 'sendto'],
]

/** Devices that keep nothing. */
const nothing = /^\/(?:dev\/(?:null|tty|pts\/\d+)|proc\/)/

/** @param text what `strace -f -y` wrote @param ignored a path that the campaign itself writes */
export function parseTrace(text: string, ignored: string): TracedEvents {
  const started: string[][] = []
  const written: string[] = []
  const asked: string[] = []
  for (const line of joinedLines(text)) {
    const [, call = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (.*)$/.exec(line) ?? []
    if (call.startsWith('exec')) started.push(program(quoted(args), result))
    else if (call === 'connect' || call === 'bind' || call === 'sendto') {
      if (/sa_family=AF_INET6?\b/.test(args)) asked.push(args)
    } else if (call !== '' && !result.startsWith('-1') && changes(call, args)) {
      const path = place(call, args, result)
      if (path !== ignored && !nothing.test(path)) written.push(path)
    }
  }
  return { started: started.slice(1), written, asked }
}

/** The program with its arguments; one that was not found in a folder of PATH by its name alone. */
function program([path = '', , ...args]: readonly string[], result: string): string[] {
  return [result.startsWith('-1 ENOENT') ? basename(path) : path, ...args]
}

/** Calls that another thread interrupted are told in two parts. */
function joinedLines(text: string): string[] {
  const begun = new Map<string, string>()
  return text.split('\n').flatMap((line) => {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest)
    if (unfinished !== null) {
      begun.set(pid, unfinished[1] ?? '')
      return []
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    return [resumed === null ? rest : `${begun.get(pid) ?? ''}${resumed[1]}`]
  })
}

function changes(call: string, args: string): boolean {
  return !/^open/.test(call) || /O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(args)
}

/** The path that an opening gave, else the last one named. */
function place(call: string, args: string, result: string): string {
  const [, opened] = /^\d+<(.*)>$/.exec(result) ?? []
  if (opened !== undefined && /^(?:open|creat)/.test(call)) return opened
  const [, folder = ''] = /^\d+<([^>]*)>|^AT_FDCWD<([^>]*)>/.exec(args) ?? []
  const names = quoted(args)
  const name = names.at(-1) ?? folder
  return name.startsWith('/') || folder === '' ? name : `${folder}/${name}`
}

/** The texts in quotation marks, unescaped where it is simple. */
function quoted(args: string): string[] {
  return [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(["\\])/g, '$1'))
}
