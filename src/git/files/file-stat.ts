import type { BigIntStats } from 'node:fs'

const typeMask = 0o170000
const types = { file: 0o100000, folder: 0o040000, link: 0o120000, socket: 0o140000 } as const

/** What comparing a file with the index needs of lstat. Node's own object takes ten times the memory, and a checkout has hundreds of thousands of files. */
export class FileStat {
  readonly mode: number
  readonly size: bigint
  readonly mtimeNs: bigint

  constructor({ mode, size, mtimeNs }: BigIntStats) {
    this.mode = Number(mode)
    this.size = size
    this.mtimeNs = mtimeNs
  }

  isFile(): boolean {
    return (this.mode & typeMask) === types.file
  }

  isDirectory(): boolean {
    return (this.mode & typeMask) === types.folder
  }

  isSymbolicLink(): boolean {
    return (this.mode & typeMask) === types.link
  }

  isSocket(): boolean {
    return (this.mode & typeMask) === types.socket
  }
}
