import type { TestRequest } from '../../shared/request.ts'
import { SigningError, type TokenIssuer } from '../tokens/issue.ts'
import { ComposeError } from './errors.ts'
import type { ResolveText } from './templates.ts'

/**
 * The value of the Authorization header a request's `auth` asks for; undefined for none. Rejects with a ComposeError when a
 * test token cannot be signed.
 */
export async function authorizationOf(
  auth: TestRequest['auth'],
  text: ResolveText,
  tokens: TokenIssuer,
): Promise<string | undefined> {
  switch (auth.type) {
    case 'none':
      return undefined
    case 'bearer':
      return `Bearer ${text(auth.token, 'auth.token')}`
    case 'basic': {
      const pair = `${text(auth.username, 'auth.username')}:${text(auth.password, 'auth.password')}`
      return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
    }
    case 'testToken':
      return `Bearer ${await testToken(text(auth.sub, 'auth.sub'), tokens)}`
  }
}

async function testToken(sub: string, tokens: TokenIssuer): Promise<string> {
  try {
    return (await tokens.issue(sub)).token
  } catch (error) {
    throw error instanceof SigningError ? new ComposeError('REQUEST_INVALID', 'auth', `auth: ${error.message}`) : error
  }
}
