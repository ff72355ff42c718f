import { AbraVersionError } from '../../errors.js'

/** Converts a failed call to Docker to one of our errors, with the host and advice. */
export function swarmError(host: string, error: unknown): AbraVersionError {
  if (error instanceof AbraVersionError) return error
  const { code = '', statusCode, message } = facts(error)
  const details = (advice: string) => ({ advice, cause: error })
  const reason = message.trim()
  if (code === 'EACCES' || code === 'EPERM') {
    return new AbraVersionError(
      'SWARM_PERMISSION',
      `${host}: permission denied`,
      { host },
      details('join the group docker, or run as a user who may open the socket'),
    )
  }
  if (isTlsFailure(code, reason, statusCode)) {
    const advice = 'set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH to the certificates of this daemon, or name its TLS port'
    return new AbraVersionError(
      'SWARM_TLS',
      `${host}: TLS does not match: ${reason}`,
      { host, reason },
      details(advice),
    )
  }
  if (statusCode === 503 || /not a swarm manager|not part of a swarm/i.test(reason)) {
    return new AbraVersionError(
      'SWARM_NOT_MANAGER',
      `${host}: this Docker is no manager of a Swarm: ${swarmReason(reason)}`,
      { host, reason: swarmReason(reason) },
      details('ask a manager: docker node ls on one lists them'),
    )
  }
  if (statusCode !== undefined) {
    const data = { host, status: statusCode, reason }
    const advice =
      statusCode === 200
        ? 'see whether Docker itself answers there, or a proxy in front of it'
        : isApiVersionRefused(statusCode, reason)
          ? 'no version of the API was asked for: see whether a proxy in front of Docker puts one into the path, or name the daemon itself'
          : 'see the log of that daemon'
    return new AbraVersionError('SWARM_API_FAILED', `${host}: ${described(statusCode, reason)}`, data, details(advice))
  }
  return new AbraVersionError(
    'SWARM_UNREACHABLE',
    `${host}: no Docker answers: ${reason}`,
    { host, reason },
    details('check that dockerd runs there, and check DOCKER_HOST, --docker-host or --context'),
  )
}

/** Whether the error may go away by itself, for example while the daemon restarts. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof AbraVersionError &&
    (error.code === 'SWARM_UNREACHABLE' || error.code === 'SWARM_NOT_MANAGER' || error.code === 'SWARM_API_FAILED')
  )
}

function isApiVersionRefused(statusCode: number, reason: string): boolean {
  return statusCode === 400 && /client version .* is too (?:old|new)/i.test(reason)
}

function isTlsFailure(code: string, message: string, statusCode: number | undefined): boolean {
  if (statusCode === 400 && /HTTP request to an HTTPS server/i.test(message)) return true
  if (/^ERR_TLS|^ERR_SSL|^ERR_OSSL|^CERT_|^EPROTO$|^HPE_(?!HEADER_OVERFLOW)/.test(code)) return true
  return /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|DEPTH_ZERO|ALTNAME|HOSTNAME_MISMATCH/.test(code)
}

function described(statusCode: number, reason: string): string {
  return statusCode === 200 ? reason : `HTTP status ${statusCode}: ${reason}`
}

/** The daemon's message without Docker's long advice. */
function swarmReason(reason: string): string {
  const [first = reason] = reason.split('. ')
  return first.trim()
}

function facts(error: unknown): { code?: string; statusCode?: number; message: string } {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  const timedOut = error.name === 'TimeoutError' || error.name === 'AbortError'
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
    message: timedOut ? 'no answer in time' : describe(error),
  }
}

/** Node's error has no message if it tried several addresses. */
function describe(error: Error): string {
  if (error.message !== '') return error.message
  return error instanceof AggregateError ? error.errors.map(String).join('; ') : error.name
}
