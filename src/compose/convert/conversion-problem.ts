import type { ComposePath } from '../compose-problem.js'

/** Internal to the converter: docker/cli would stop here with this text. */
export class ConversionProblem extends Error {
  readonly at: ComposePath
  readonly docker: string

  constructor(at: ComposePath, docker: string) {
    super(docker)
    this.at = at
    this.docker = docker
  }
}
