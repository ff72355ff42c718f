/** The kind of rule that a compose file breaks: the error code after `COMPOSE_`. */
export type ComposeProblemKind =
  | 'SYNTAX'
  | 'VERSION'
  | 'FORBIDDEN'
  | 'INTERPOLATION'
  | 'SCHEMA'
  | 'VALUE'
  | 'MERGE'
  | 'ENV_FILE'

/** A path in a compose file: keys, and list indexes from 0. */
export type ComposePath = readonly (string | number)[]

/** Internal to the loader, which adds the file and converts it to an AbraVersionError. */
export class ComposeProblem extends Error {
  readonly kind: ComposeProblemKind
  readonly at: ComposePath
  /** The likely message of docker/cli 28 (L39). */
  readonly docker: string

  constructor(kind: ComposeProblemKind, at: ComposePath, docker: string) {
    super(docker)
    this.kind = kind
    this.at = at
    this.docker = docker
  }
}
