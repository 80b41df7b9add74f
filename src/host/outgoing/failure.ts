import { UserError } from '../../shared/errors.ts'
import { shown } from './address.ts'

/** Why no answer came, for the person whose step it is: what could not be reached and what to do. */
export function unreachable(error: unknown, method: string, url: URL): UserError {
  if (error instanceof UserError) return error
  const { what, remedy } = explain(rootCause(error), url)
  return new UserError('STEP_FAILED', `${method} ${shown(url)} got no answer: ${what}. ${remedy}`, { remedy })
}

interface Cause {
  readonly code: string
  readonly message: string
}

function explain({ code, message }: Cause, url: URL): { what: string; remedy: string } {
  switch (code) {
    case 'ECONNREFUSED':
      return { what: `nothing listens at ${url.host}`, remedy: 'Start that server, or change the url' }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { what: `the name ${url.hostname} is not known`, remedy: 'Check its spelling and the network' }
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
    case 'EPIPE':
      return { what: `${url.host} broke the connection off`, remedy: 'Look at what that server logged' }
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { what: `${url.host} cannot be reached`, remedy: 'Check the network, a VPN or a firewall' }
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return {
        what: 'its body is not what its Content-Encoding says',
        remedy: 'Ask for identity with a header Accept-Encoding',
      }
    default:
      if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
        return {
          what: `its certificate is not trusted (${message})`,
          remedy: 'Name the authority in NODE_EXTRA_CA_CERTS before starting',
        }
      }
      if (/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) {
        return {
          what: `${url.host} could not agree on TLS`,
          remedy: `Check that it takes https; if it takes http alone, write http://${url.host}`,
        }
      }
      return { what: message || code || 'the connection failed', remedy: 'Check the url' }
  }
}

/** The innermost cause that has a code; of several attempts (one an address family) the first. */
function rootCause(error: unknown): Cause {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0])
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (error.cause !== undefined && (code === '' || code === 'UND_ERR')) return rootCause(error.cause)
  return { code, message: error.message }
}
