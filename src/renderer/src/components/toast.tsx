import { CircleCheck, CircleX, Info, TriangleAlert, X } from 'lucide-react'
import { create } from 'zustand'
import { Button, IconButton } from './button.tsx'
import { cx } from './cx.ts'
import styles from './toast.module.css'

/** A passing message; `action` is one thing to do about it. Errors stay until they are closed. */
export type Toast = {
  readonly tone: 'ok' | 'info' | 'warn' | 'bad'
  readonly title: string
  readonly text?: string
  readonly action?: { readonly label: string; readonly run: () => void }
  readonly sticky?: boolean
}

type Shown = Toast & { readonly id: number }

type ToastState = { readonly toasts: readonly Shown[]; dismiss(id: number): void }

const LIFE_MS = 6000

const useToasts = create<ToastState>(set => ({
  toasts: [],
  dismiss: id => set(state => ({ toasts: state.toasts.filter(toast => toast.id !== id) })),
}))

let lastId = 0

/** Shows a toast and gives the function that takes it away. */
export const toast = (message: Toast): (() => void) => {
  lastId += 1
  const id = lastId
  useToasts.setState(state => ({ toasts: [...state.toasts.slice(-3), { ...message, id }] }))
  const dismiss = () => useToasts.getState().dismiss(id)
  if (!message.sticky && message.tone !== 'bad') setTimeout(dismiss, LIFE_MS)
  return dismiss
}

const ICON = { ok: CircleCheck, info: Info, warn: TriangleAlert, bad: CircleX } as const

/** Where toasts appear; a polite live region. Mounted once, in the app. */
export const ToastViewport = () => {
  const { toasts, dismiss } = useToasts()
  return (
    <section className={styles.viewport} aria-label="Notifications" aria-live="polite">
      {toasts.map(shown => {
        const Icon = ICON[shown.tone]
        return (
          <div key={shown.id} className={styles.toast}>
            <span className={cx(shown.tone, styles.icon)}>
              <Icon aria-hidden />
            </span>
            <div className={styles.text}>
              <b>{shown.title}</b>
              {shown.text ? <div className="d2">{shown.text}</div> : null}
            </div>
            {shown.action ? (
              <Button
                size="sm"
                onClick={() => {
                  shown.action?.run()
                  dismiss(shown.id)
                }}
              >
                {shown.action.label}
              </Button>
            ) : null}
            <IconButton label="Dismiss" size="sm" onClick={() => dismiss(shown.id)}>
              <X className="sm" aria-hidden />
            </IconButton>
          </div>
        )
      })}
    </section>
  )
}
