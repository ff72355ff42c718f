/**
 * A repository and the files around it, as data: the steps that real git and the file system take to make it. The same
 * scenario gives the same commit hashes on every machine.
 *
 * A path begins at the checkout, or after `home:` in the scratch home, or after `outside:` in a sibling folder of the checkout.
 * Its bytes are written as `encodeBytePath` prints them: `\xNN` for a byte that is not UTF-8, `\\` for a backslash.
 */
export interface Scenario {
  /** `init` (the default): an empty repository on branch `main`. `none`: an empty folder. Or the clone of a bundle file. */
  repository?: 'init' | 'none' | { bundle: string }
  steps: Step[]
}

/** Text, bytes, or a text so many times over. */
export type Content = { text: string } | { base64: string } | { repeat: string; times: number }

/** One step; with `mayFail`, its failing is no failure of the scenario. */
export type Step = StepKind & { mayFail?: boolean }

type StepKind =
  /** Makes the file with its parent folders, or replaces what is there, unless that is a folder. New files have mode 644. */
  | ({ do: 'write'; path: string; mode?: string } & Content)
  | ({ do: 'append'; path: string } & Content)
  /** Overwrites bytes at `offset`, which counts from the end where it is negative; the size stays. `bytes` is hexadecimal. */
  | { do: 'patch'; path: string; offset: number; bytes: string }
  /** Inverts the bits of `mask` (hexadecimal, with at least one bit set) at `offset`, which counts as in patch: each such byte changes. */
  | { do: 'flip'; path: string; offset: number; mask: string }
  /** Cuts the file, or extends it by zero bytes that take no room on the disk. */
  | { do: 'truncate'; path: string; size: number }
  /** Rewrites the SHA-1 that ends an index or pack file, so that a patched one has a right checksum. */
  | { do: 'resum'; path: string }
  | { do: 'remove'; path: string }
  | { do: 'rename'; from: string; to: string }
  | { do: 'mkdir'; path: string; mode?: string }
  /** A symbolic link; `to` is its target, any bytes, and need not exist. */
  | { do: 'link'; path: string; to: string }
  | { do: 'chmod'; path: string; mode: string }
  | { do: 'fifo'; path: string }
  | { do: 'socket'; path: string }
  /** A character or block device; needs root. */
  | { do: 'device'; path: string; kind: 'c' | 'b'; major: number; minor: number }
  /** Sets the access and modification time, of a link itself too: seconds since the epoch, and nine digits of nanoseconds. */
  | { do: 'touch'; path: string; mtime: number; nanoseconds?: string }
  /** Dates everything in the checkout but `.git` to one past moment and refreshes git's index, so that no entry is racy. */
  | { do: 'settle' }
  /** A git command; `cwd` is a path as above, `input` its standard input. Arguments are plain text. */
  | { do: 'git'; args: string[]; env?: Record<string, string>; cwd?: string; input?: string }
  /** `git add -A` and `git commit`. */
  | { do: 'commit'; message?: string; allowEmpty?: boolean }
  | { do: 'tag'; name: string; annotated?: boolean; at?: string }
  | { do: 'checkout'; ref: string; force?: boolean }
