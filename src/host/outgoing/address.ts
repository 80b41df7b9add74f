import { UserError } from '../../shared/errors.ts'
import type { OutgoingRequest } from './types.ts'

/**
 * The address of a request: its url (below `baseUrl` when it has one) with its params added to its query, which is
 * itself sent as written. Throws a UserError (STEP_FAILED) for what is no http address.
 */
export function addressOf({ url, baseUrl, params }: Pick<OutgoingRequest, 'url' | 'baseUrl' | 'params'>): URL {
  const address = baseUrl === undefined ? parse(url) : below(parse(baseUrl), url)
  const added = new URLSearchParams(params.map(([name, value]) => [name, value])).toString()
  if (added !== '') address.search = address.search.length > 1 ? `${address.search}&${added}` : added
  address.hash = ''
  return address
}

/** Takes the credentials out of an address (`https://ada:pw@host`), where they would be shown; undefined when it has none. */
export function takeUserInfo(address: URL): { username: string; password: string } | undefined {
  const { username, password } = address
  if (username === '' && password === '') return undefined
  address.username = ''
  address.password = ''
  return { username: decoded(username), password: decoded(password) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An address as errors show it: its query may hold credentials. */
export function shown(address: URL): string {
  return `${address.origin}${address.pathname}`
}

/** The credentials stay with the base's origin, so a url that leads to another one is refused. */
function below(base: URL, url: string): URL {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//')) {
    const address = parse(url.startsWith('//') ? `${base.protocol}${url}` : url)
    if (address.origin === base.origin) return address
    throw new UserError(
      'STEP_FAILED',
      `url ${shown(address)} is not below the base URL ${shown(base)}; write it relative to that`,
    )
  }
  if (url.startsWith('?') || url === '') return parse(`${base.href}${url}`)
  return parse(`${base.href.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`)
}

function parse(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined
  if (address?.protocol === 'http:' || address?.protocol === 'https:') return address
  const remedy = 'Write a whole address such as https://api.example.com/contacts'
  throw new UserError('STEP_FAILED', `url ${JSON.stringify(text)} is no http address. ${remedy}`, { remedy })
}
