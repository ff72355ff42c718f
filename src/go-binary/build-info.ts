/** One Go module that is linked into a binary. */
export interface Module {
  /** The module path, as in go.mod: `github.com/go-git/go-git/v5`. A replacement by a folder has the folder here: `../go-git`. */
  path: string
  /** `v5.16.2`, a pseudo-version, or `(devel)` if it was built from a folder. */
  version: string
  /** The checksum of go.sum (`h1:…`). A replaced module has none, its replacement may. */
  sum?: string
  /** What was linked instead: the `=>` line of `go version -m`. */
  replace?: Module
}

/** The build information of a Go binary, as `go version -m` prints it. */
export interface BuildInfo {
  /** `go1.26.0`, followed by a space and the toolchain's experiments, if it has any. */
  goVersion: string
  /** The package path of the program; empty where it was built without modules. */
  path: string
  /** The module the program belongs to. */
  main?: Module
  /** Every other module linked into the program, in the order of the binary. */
  deps: Module[]
  /** Build settings such as `GOARCH`, `-ldflags` and `vcs.revision`. */
  settings: Record<string, string>
}
