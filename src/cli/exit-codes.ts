/** What the process exits with; docs/cli.md explains each. */
export const exitCodes = {
  ok: 0,
  /** Answered, and the answer is no. */
  no: 1,
  /** Usage, or it cannot be known. */
  unknown: 2,
  /** abra would refuse or fail. */
  refused: 3,
  timedOut: 124,
  interrupted: 130,
  /** By SIGTERM, after the answer. Only `wait` and `fleet --watch` answer then. */
  terminated: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
