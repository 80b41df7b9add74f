import type { TestRequest } from '../../../../../shared/request.ts'
import { Labelled, TextField } from '../../../components/field.tsx'
import { Select } from '../../../components/select.tsx'
import styles from '../composer.module.css'
import type { Editing } from '../use-editing.ts'

type Auth = TestRequest['auth']

const OPTIONS: readonly { readonly value: Auth['type']; readonly label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'bearer', label: 'Bearer token' },
  { value: 'basic', label: 'Basic' },
  { value: 'testToken', label: 'Signed test token' },
]

const EMPTY: Record<Auth['type'], Auth> = {
  none: { type: 'none' },
  bearer: { type: 'bearer', token: '' },
  basic: { type: 'basic', username: '', password: '' },
  testToken: { type: 'testToken', sub: 'preview-user' },
}

const SAYS: Record<Auth['type'], string> = {
  none: 'No Authorization header is added.',
  bearer: 'Sent as Authorization: Bearer …. A secret is written {{ secrets.NAME }}; a literal token lands in the YAML.',
  basic: 'Sent as Authorization: Basic …, user name and password in Base64.',
  testToken: 'A token signed by this workspace for the named user; its sub becomes user.userId in the run.',
}

const Fields = ({ auth, set }: { readonly auth: Auth; readonly set: (auth: Auth) => void }) => {
  if (auth.type === 'bearer')
    return (
      <Labelled label="Token">
        <TextField label="Token" mono value={auth.token} onChange={e => set({ ...auth, token: e.target.value })} />
      </Labelled>
    )
  if (auth.type === 'basic')
    return (
      <div className={styles.pair}>
        <Labelled label="User name">
          <TextField
            label="User name"
            mono
            value={auth.username}
            onChange={e => set({ ...auth, username: e.target.value })}
          />
        </Labelled>
        <Labelled label="Password">
          <TextField
            label="Password"
            mono
            value={auth.password}
            onChange={e => set({ ...auth, password: e.target.value })}
          />
        </Labelled>
      </div>
    )
  if (auth.type === 'testToken')
    return (
      <Labelled label="User (sub)">
        <TextField label="User (sub)" mono value={auth.sub} onChange={e => set({ ...auth, sub: e.target.value })} />
      </Labelled>
    )
  return null
}

/** How the caller says who it is. */
export const AuthTab = ({ editing }: { readonly editing: Editing }) => {
  const { auth } = editing.request
  return (
    <div className={styles.form}>
      <div>
        <Select
          label="Auth type"
          size="sm"
          value={auth.type}
          options={OPTIONS}
          onChange={type => editing.change({ auth: EMPTY[type] })}
        />
      </div>
      <Fields auth={auth} set={next => editing.change({ auth: next })} />
      <p className={styles.says}>{SAYS[auth.type]}</p>
    </div>
  )
}
