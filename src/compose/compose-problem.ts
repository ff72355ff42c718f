/** What kind of rule a compose file breaks: the part of the error code after `COMPOSE_`. */
export type ComposeProblemKind =
  | 'SYNTAX'
  | 'VERSION'
  | 'FORBIDDEN'
  | 'INTERPOLATION'
  | 'SCHEMA'
  | 'VALUE'
  | 'MERGE'
  | 'ENV_FILE'

/** Where something stands in a compose file: keys, and positions in lists. */
export type ComposePath = readonly (string | number)[]

/** Thrown inside the loader, which knows the file and makes an AbraVersionError of it. */
export class ComposeProblem extends Error {
  readonly kind: ComposeProblemKind
  readonly at: ComposePath
  /** What docker/cli 28 likely says (L39). */
  readonly docker: string

  constructor(kind: ComposeProblemKind, at: ComposePath, docker: string) {
    super(docker)
    this.kind = kind
    this.at = at
    this.docker = docker
  }
}
